// A runner small enough to read: one TAP line per test.
import { greet } from "./greet.mjs";

const tests = [["greets by name", () => greet("Ada") === "Hello, Ada!"]];
const failed = tests.filter(([, passes]) => !passes());
const line = (test, at) => `${failed.includes(test) ? "not ok" : "ok"} ${at + 1} - ${test[0]}`;
console.log(["TAP version 13", ...tests.map(line), `1..${tests.length}`].join("\n"));
console.log(`# pass ${tests.length - failed.length}\n# fail ${failed.length}`);
process.exitCode = failed.length > 0 ? 1 : 0;
