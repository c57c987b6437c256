import assert from "node:assert";
import { test } from "node:test";
import { greet } from "./greet.mjs";

test("greets", () => assert.equal(greet("Ada"), "Hello, Ada!"));
test("greets all", () => assert.match(greet("all"), /all/));
