// The debugger's part of the demo: from the receipt to the two assertions that expect the old shape.
import { conversation, editFile, readFile } from "./conversation";

const fields = `  const { body } = await get("/api/users");
  assert.ok(Array.isArray(body));
  assert.deepEqual(Object.keys(body[0]), ["id", "name", "email", "role"]);
`;

const fieldsAfter = `  const { body } = await get("/api/users");
  assert.ok(Array.isArray(body.items));
  assert.deepEqual(Object.keys(body.items[0]), ["id", "name", "email", "role"]);
`;

const order = `  const { body } = await get("/api/users");
  const ids = body.map((user) => user.id);
  assert.deepEqual(ids, listUsers().map((user) => user.id));
`;

const orderAfter = `  const first = await get("/api/users");
  const second = await get(\`/api/users?cursor=\${first.body.nextCursor}\`);
  const ids = [...first.body.items, ...second.body.items].map((user) => user.id);
  assert.deepEqual(ids, listUsers().map((user) => user.id));
  assert.equal(second.body.nextCursor, null);
`;

export const paginationRepair = conversation([
  {
    added: 6_300,
    output: 620,
    text: "Both new failures are in test/users.test.js and both touch the answer of GET /api/users. I read the tests and the handler they reach.",
    calls: [readFile("test/users.test.js"), readFile("src/users/handler.js")],
  },
  {
    added: 2_350,
    output: 2_950,
    text: "Cause: the two tests take the answer for a bare array, and the plan declares { items, nextCursor }. I let them read the new shape; the second one now follows the cursor, so it proves more than before.",
    calls: [
      editFile("test/users.test.js", fields, fieldsAfter),
      editFile("test/users.test.js", order, orderAfter),
    ],
  },
  {
    added: 210,
    output: 980,
    calls: [
      {
        name: "report_verification",
        input: {
          verdict: "patched",
          summary:
            "Two assertions in test/users.test.js expected a bare array. They now read { items, nextCursor }, as the plan declares; no test was removed and the second one follows the cursor to the last page.",
          criteria: [
            {
              text: "without a cursor the first page is answered",
              met: true,
              evidence: "src/users/handler.js: the cursor falls back to defaultCursor",
            },
          ],
        },
      },
    ],
  },
]);
