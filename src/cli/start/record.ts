// The command line as the build starts it, to keep its compiled code.
import { join } from "node:path";
import { keepCode } from "./keepCode";

keepCode(join(__dirname, "program"), "main.cjs");
