// The planner's part of the demo: it looks at the handler and its neighbours, then hands in four steps.
import type { PlanInput } from "../../protocol/plan";
import { conversation, readFile } from "./conversation";

/** Titles of the steps; the coder's replies are found by them. */
export const stepTitles = {
  schema: "Query schema accepts limit and cursor",
  handler: "Handler answers with one page",
  openapi: "OpenAPI spec describes the pages",
  verify: "All tests pass",
};

const proof = "npm-test";

const plan: PlanInput = {
  summary:
    "Page GET /api/users by an opaque cursor: the query schema first, then the handler, then the OpenAPI spec, and one verification of the whole.",
  steps: [
    {
      title: stepTitles.schema,
      role: "coder",
      kind: "change",
      instructions:
        'In src/users/schema.js let listUsersQuery accept `limit` (whole number from 1 to 100) and `cursor` (text). Make readQuery check whole numbers and their limits, with an error sentence like the one for role. Export toCursor(id), an opaque base64url text for "the users after this id", fromCursor(text), which gives the id or null for text this service never gave out, and defaultLimit = 20. The role filter and toPublicUser stay as they are.',
      after: [],
      files: ["src/users/schema.js"],
      criteria: [{ text: "limit and cursor are read and checked; role works as before", check: proof }],
    },
    {
      title: stepTitles.handler,
      role: "coder",
      kind: "change",
      instructions:
        "In src/users/handler.js let getUsers answer { items, nextCursor } instead of a bare array: users after the cursor's id, at most `limit`, nextCursor null on the last page. A request without a cursor must keep working: fall back to a default cursor that stands before the first user. A cursor this service never gave out is a 400 with a sentence. Do not change the store, and leave the tests alone: verification shows which of them assert the old shape.",
      after: [1],
      files: ["src/users/handler.js"],
      criteria: [
        { text: "without a cursor the first page is answered", check: proof },
        { text: "following nextCursor shows every user once, in order", check: proof },
      ],
    },
    {
      title: stepTitles.openapi,
      role: "coder",
      kind: "change",
      instructions:
        "In openapi.json add the query parameters limit and cursor to GET /api/users and describe the 200 answer as an object with items (array of User) and nextCursor (string or null). Leave the other paths as they are. A test compares the parameters with the schema.",
      after: [1, 2],
      files: ["openapi.json"],
      criteria: [
        { text: "openapi.json has the query parameters of the schema, and no others", check: proof },
      ],
    },
    {
      title: stepTitles.verify,
      role: "coder",
      kind: "verify",
      instructions: "Run the tests. Only assertions on the bare array may be changed, as declared.",
      after: [1, 2, 3],
      files: [],
      criteria: [{ text: "all tests pass", check: proof }],
    },
  ],
  risks: [
    "Clients that send no cursor: they get the first page through a default cursor, but an object where they got an array.",
    "Clients that expect every user in one answer see 20 unless they ask for more or follow nextCursor.",
  ],
  contract_changes: [
    {
      path: "test/users.test.js",
      why: "GET /api/users answers { items, nextCursor } where it answered a bare array; assertions on the array follow the new shape.",
    },
  ],
};

export const paginationPlan = conversation([
  {
    added: 3_150,
    output: 410,
    text: "I look at the handler, what it reads queries with, and the store behind it.",
    calls: [
      readFile("src/users/handler.js"),
      readFile("src/users/schema.js"),
      readFile("src/users/store.js"),
    ],
  },
  {
    added: 2_350,
    output: 340,
    text: "The tests decide what counts as a contract here, so I read them too.",
    calls: [readFile("test/users.test.js"), readFile("openapi.json")],
  },
  {
    added: 2_900,
    output: 3_880,
    text: "Two tests assert a bare array. The new shape is a declared contract change; everything else must stay green.",
    calls: [{ name: "submit_plan", input: plan }],
  },
]);
