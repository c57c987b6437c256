// The plan the scenes are about.
import type { Plan, PlanStep } from "../../../src/protocol/plan";

export const handlerStep: PlanStep = {
  id: "s2",
  title: "Handler reads a cursor and returns nextCursor",
  role: "coder",
  kind: "change",
  instructions:
    "Read `cursor` and `limit` from the query, default to the first page so that old clients keep working, and return { items, nextCursor }. Sort by created_at, then id. Refuse a cursor that cannot be read with 400.",
  after: ["s1"],
  files: ["src/users/handler.js", "src/users/cursor.js"],
  criteria: [
    { text: "GET /api/users?cursor=… returns nextCursor", check: "npm test" },
    { text: "p95 of the list endpoint", before: "412 ms", after: "120 ms" },
  ],
};

export const plan: Plan = {
  summary: "Cursor pagination for /api/users: index first, then the handler, then the OpenAPI description.",
  steps: [
    {
      id: "s1",
      title: "Index on created_at and id",
      role: "coder",
      kind: "change",
      instructions: "Add a migration that creates the index concurrently.",
      after: [],
      files: ["migrations/"],
      criteria: [],
    },
    handlerStep,
    {
      id: "s3",
      title: "Describe cursor and nextCursor in the OpenAPI spec",
      role: "coder",
      kind: "change",
      instructions: "Update openapi.yaml: the query parameter and the page schema.",
      after: ["s2"],
      files: ["openapi.yaml"],
      criteria: [{ text: "the spec is valid", check: "npm run openapi:lint" }],
    },
    {
      id: "s4",
      title: "All checks are green",
      role: "debugger",
      kind: "verify",
      instructions: "Run the project's checks.",
      after: ["s2", "s3"],
      files: [],
      criteria: [],
    },
  ],
  risks: ["Clients that send no cursor get 50 items instead of all."],
  contractChanges: [{ path: "test/users.test.js", why: "the list becomes { items, nextCursor }" }],
};
