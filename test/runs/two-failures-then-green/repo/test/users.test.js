import assert from "node:assert";
import { test } from "node:test";
import { listUsers } from "../src/users.js";

test("lists all users", () => assert.deepEqual(listUsers().map((user) => user.id), [1, 2, 3]));
test("users have names", () => assert.equal(listUsers()[0].name, "Ada"));
