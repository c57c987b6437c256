// The coder's part of the demo: three steps, each with edits that are really made.
import { complete, conversation, editFile, readFile, runCommand } from "./conversation";

const schemaHead = `/** Query parameters of GET /api/users. */
export const listUsersQuery = {
  role: { type: "string", enum: roles },
};
`;

const schemaHeadAfter = `/** Query parameters of GET /api/users. */
export const listUsersQuery = {
  role: { type: "string", enum: roles },
  limit: { type: "integer", minimum: 1, maximum: 100 },
  cursor: { type: "string" },
};

/** Users on a page when the client names no limit. */
export const defaultLimit = 20;
`;

const readValue = `    value[name] = text;
`;

const readValueAfter = `    const number = Number(text);
    if (rule.type === "integer" && !(/^\\d+$/.test(text) && number >= rule.minimum && number <= rule.maximum)) {
      return { error: \`\${name} must be a whole number from \${rule.minimum} to \${rule.maximum}\` };
    }
    value[name] = rule.type === "integer" ? number : text;
`;

const schemaEnd = `export function toPublicUser(user) {
`;

const schemaEndAfter = `/** An opaque cursor for the users after this id. */
export function toCursor(id) {
  return Buffer.from(\`after:\${id}\`).toString("base64url");
}

/** The id a cursor stands for; null for text this service never gave out. */
export function fromCursor(text) {
  const [, id] = /^after:(\\d+)$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  return id === undefined ? null : Number(id);
}

export function toPublicUser(user) {
`;

/** Step 1: the query schema. */
export const schemaStep = conversation([
  {
    added: 2_900,
    output: 520,
    text: "I read the schema and its caller before I change them.",
    calls: [readFile("src/users/schema.js"), readFile("src/users/handler.js")],
  },
  {
    added: 1_350,
    output: 5_100,
    text: "limit is checked like role is, with a sentence for the caller; the cursor stays opaque to clients.",
    calls: [
      editFile("src/users/schema.js", schemaHead, schemaHeadAfter),
      editFile("src/users/schema.js", readValue, readValueAfter),
      editFile("src/users/schema.js", schemaEnd, schemaEndAfter),
    ],
  },
  {
    added: 260,
    output: 610,
    calls: [
      complete(
        "src/users/schema.js: listUsersQuery accepts limit (1 to 100) and cursor; readQuery checks whole numbers; toCursor, fromCursor and defaultLimit = 20 are exported. role and toPublicUser are unchanged. Nothing was run yet: openapi.json still lacks the two parameters.",
      ),
    ],
  },
]);

const handlerImport = `import { listUsersQuery, readQuery, toPublicUser } from "./schema.js";
`;

const handlerImportAfter = `import { defaultLimit, fromCursor, listUsersQuery, readQuery, toCursor, toPublicUser } from "./schema.js";
`;

const handlerBody = `/** GET /api/users: every user that fits, as a plain array. */
export function getUsers(params) {
  const query = readQuery(listUsersQuery, params);
  if (query.error) return { status: 400, body: { error: query.error } };
  return { status: 200, body: listUsers(query.value).map(toPublicUser) };
}
`;

const handlerBodyAfter = `/** Clients that know no cursor start before the first user. */
const defaultCursor = toCursor(0);

/** GET /api/users: one page of the users that fit, and the cursor of the next page. */
export function getUsers(params) {
  const query = readQuery(listUsersQuery, params);
  if (query.error) return { status: 400, body: { error: query.error } };
  const { cursor = defaultCursor, limit = defaultLimit, ...filter } = query.value;
  const after = fromCursor(cursor);
  if (after === null) return { status: 400, body: { error: "cursor is not one this service gave out" } };
  const rest = listUsers(filter).filter((user) => user.id > after);
  const page = rest.slice(0, limit);
  const nextCursor = rest.length > page.length ? toCursor(page.at(-1).id) : null;
  return { status: 200, body: { items: page.map(toPublicUser), nextCursor } };
}
`;

/** Step 2: the handler, with the fallback the planner asked for. */
export const handlerStep = conversation([
  {
    added: 3_250,
    output: 560,
    text: "I read the handler, what step 1 left in the schema, and the store.",
    calls: [
      readFile("src/users/handler.js"),
      readFile("src/users/schema.js"),
      readFile("src/users/store.js"),
    ],
  },
  {
    added: 2_600,
    output: 5_700,
    text: "The plan flags clients without a cursor, so I add a default cursor that stands before the first user.",
    calls: [
      editFile("src/users/handler.js", handlerImport, handlerImportAfter),
      editFile("src/users/handler.js", handlerBody, handlerBodyAfter),
    ],
  },
  {
    added: 190,
    output: 690,
    calls: [
      complete(
        "src/users/handler.js: getUsers answers { items, nextCursor }; without a cursor it falls back to a default cursor before the first user; a foreign cursor is a 400; nextCursor is null on the last page. The store and the tests are unchanged. Left open: tests that assert a bare array.",
      ),
    ],
  },
]);

const specParameters = `            "schema": { "type": "string", "enum": ["admin", "editor", "viewer"] }
          }
        ],
`;

const specParametersAfter = `            "schema": { "type": "string", "enum": ["admin", "editor", "viewer"] }
          },
          {
            "name": "limit",
            "in": "query",
            "description": "Users on a page.",
            "schema": { "type": "integer", "minimum": 1, "maximum": 100, "default": 20 }
          },
          {
            "name": "cursor",
            "in": "query",
            "description": "nextCursor of the page before; without it the first page is answered.",
            "schema": { "type": "string" }
          }
        ],
`;

const specAnswer = `            "description": "Every user that fits.",
            "content": {
              "application/json": {
                "schema": { "type": "array", "items": { "$ref": "#/components/schemas/User" } }
              }
            }
`;

const specAnswerAfter = `            "description": "One page of the users that fit.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": ["items", "nextCursor"],
                  "properties": {
                    "items": { "type": "array", "items": { "$ref": "#/components/schemas/User" } },
                    "nextCursor": {
                      "type": ["string", "null"],
                      "description": "Cursor of the next page; null on the last one."
                    }
                  }
                }
              }
            }
`;

/** Step 3: the OpenAPI spec; it runs the tests and says what it saw. */
export const openapiStep = conversation([
  {
    added: 3_050,
    output: 410,
    calls: [readFile("openapi.json"), readFile("src/users/schema.js")],
  },
  {
    added: 2_150,
    output: 3_950,
    text: "The two parameters as the schema has them, and the page as the answer.",
    calls: [
      editFile("openapi.json", specParameters, specParametersAfter),
      editFile("openapi.json", specAnswer, specAnswerAfter),
    ],
  },
  { added: 200, output: 240, calls: [runCommand("npm test")] },
  {
    added: 2_400,
    output: 880,
    calls: [
      complete(
        "openapi.json: limit and cursor are described, the 200 answer is { items, nextCursor }. npm test: exit 1, 10 passed, 2 failed. Both failing tests read the answer of GET /api/users as a bare array, the contract change the plan declares; I left them as they are.",
      ),
    ],
  },
]);
