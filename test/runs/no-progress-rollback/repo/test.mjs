import assert from "node:assert";
import { test } from "node:test";
import { words } from "./words.mjs";

for (const word of ["hello!", "bye!", "ask!"]) test(word, () => assert.ok(words.includes(word)));
