import assert from "node:assert";
import { test } from "node:test";
import { handle } from "../src/app.mjs";

test("is healthy", () => assert.deepEqual(handle("GET", "/health"), { status: 200, body: { ok: true } }));
test("knows what it does not know", () => assert.equal(handle("GET", "/nowhere").status, 404));
