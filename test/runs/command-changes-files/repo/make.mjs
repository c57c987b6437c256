import { appendFileSync, writeFileSync } from "node:fs";

writeFileSync("made.txt", "made\n");
appendFileSync("greet.mjs", "// Touched.\n");
