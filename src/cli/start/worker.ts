// The file a driver forks, `worker.cjs`. It only loads the program of an agent's process that lies beside it.
import { join } from "node:path";
import { loadProgram } from "./loadProgram";

loadProgram(join(__dirname, "agent"), "worker.cjs");
