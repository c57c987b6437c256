// Keeps V8 from optimising the grammars. A grammar's lexer is one vast WebAssembly function, which V8 would optimise after a
// few lines: half a second of a processor and 50 MB. It notes how patient to be when it makes a module, so the flag stands
// only that long: while a flag differs from its default, V8 refuses all recorded code, the program's own and Node's.
import { setFlagsFromString } from "node:v8";

/** What a WebAssembly function must have done before V8 optimises it: near the most there is. */
const patience = 2_000_000_000;

/** V8's own measure, which must be given back to the digit. A version that is not here is left alone. */
const usual = new Map([
  ["11.3", 1_800_000],
  ["13.6", 13_000_000],
]);

let making = 0;

/** @returns what `make` comes to: WebAssembly modules that V8 leaves as they are. */
export async function patiently<Value>(make: () => Promise<Value>): Promise<Value> {
  const budget = usual.get(process.versions.v8.split(".", 2).join("."));
  if (budget === undefined) return make();
  making += 1;
  setBudget(patience);
  try {
    return await make();
  } finally {
    making -= 1;
    if (making === 0) setBudget(budget);
  }
}

const setBudget = (budget: number) => setFlagsFromString(`--wasm-tiering-budget=${budget}`);
