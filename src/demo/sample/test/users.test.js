import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createService } from "../src/server.js";
import { listUsersQuery } from "../src/users/schema.js";
import { listUsers, userCount } from "../src/users/store.js";

const service = createService();
let origin;

before(async () => {
  await new Promise((resolve) => service.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${service.address().port}`;
});

after(() => service.close());

async function get(path, method = "GET") {
  const response = await fetch(origin + path, { method });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
}

test("GET /api/users answers with the public fields of users", async () => {
  const { body } = await get("/api/users");
  assert.ok(Array.isArray(body));
  assert.deepEqual(Object.keys(body[0]), ["id", "name", "email", "role"]);
});

test("GET /api/users lists every user once, in the order of their ids", async () => {
  const { body } = await get("/api/users");
  const ids = body.map((user) => user.id);
  assert.deepEqual(ids, listUsers().map((user) => user.id));
});

test("GET /api/users answers with JSON", async () => {
  const { status, type } = await get("/api/users");
  assert.equal(status, 200);
  assert.match(type, /^application\/json/);
});

test("GET /api/users refuses an unknown role", async () => {
  const { status, body } = await get("/api/users?role=pirate");
  assert.equal(status, 400);
  assert.equal(body.error, "role must be one of admin, editor, viewer");
});

test("GET /api/users refuses an unknown parameter", async () => {
  const { status, body } = await get("/api/users?colour=red");
  assert.equal(status, 400);
  assert.equal(body.error, "Unknown parameter: colour");
});

test("GET /api/users/:id answers with one user", async () => {
  const { status, body } = await get("/api/users/13");
  assert.equal(status, 200);
  assert.equal(body.name, "Grace Hopper");
});

test("GET /api/users/:id does not show whether a user is active", async () => {
  const { body } = await get("/api/users/9");
  assert.equal("active" in body, false);
});

test("GET /api/users/:id answers 404 for a user that does not exist", async () => {
  const { status } = await get("/api/users/999");
  assert.equal(status, 404);
});

test("only GET is allowed", async () => {
  const { status } = await get("/api/users", "POST");
  assert.equal(status, 405);
});

test("GET /health tells how many users are active", async () => {
  const { body } = await get("/health");
  assert.deepEqual(body, { status: "ok", userCount: userCount() });
  assert.equal(userCount(), 25);
});

test("the store keeps the users of one role", () => {
  const admins = listUsers({ role: "admin" });
  assert.ok(admins.length > 0);
  assert.ok(admins.every((user) => user.role === "admin"));
});

test("openapi.json has the query parameters of the schema, and no others", () => {
  const spec = JSON.parse(readFileSync(new URL("../openapi.json", import.meta.url), "utf8"));
  const described = spec.paths["/api/users"].get.parameters.map((parameter) => parameter.name);
  assert.deepEqual(described.sort(), Object.keys(listUsersQuery).sort());
});
