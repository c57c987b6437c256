// The file a shell calls, `kilo-code.cjs`. It only loads the program that lies beside it.
import { join } from "node:path";
import { loadProgram } from "./loadProgram";

loadProgram(join(__dirname, "program"), "main.cjs");
