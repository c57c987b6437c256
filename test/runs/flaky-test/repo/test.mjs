import assert from "node:assert";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { greet } from "./greet.mjs";

test("greets by name", () => assert.equal(greet("Ada"), "Hello, Ada!"));

// Fails in its second run only; the count is an ignored file.
const runs = existsSync("runs.count") ? Number(readFileSync("runs.count", "utf8")) + 1 : 1;
writeFileSync("runs.count", String(runs));
test("is moody", () => assert.notEqual(runs, 2));
