// The rename of the demo: one coder does it alone. The planner's replies are only used where /orchestrate forces it.
import { complete, conversation, editFile, runCommand } from "./conversation";

const search = { name: "search_files", input: { pattern: "\\buserCount\\b" } };

const healthLine = `return { status: 200, body: { status: "ok", userCount: userCount() } };`;
const healthTest = `  assert.deepEqual(body, { status: "ok", userCount: userCount() });
  assert.equal(userCount(), 25);
`;

function renamed(text: string): string {
  return text.replaceAll("userCount", "activeUserCount");
}

function rename(path: string, text: string) {
  return editFile(path, text, renamed(text));
}

/** What the coder says and does. */
export const renameWork = conversation([
  { added: 3_100, output: 260, text: "I search for every use first.", calls: [search] },
  {
    added: 320,
    output: 4_500,
    text: "Three files: the function, the health answer that calls it, and the test that reads both.",
    calls: [
      rename("src/users/store.js", "export function userCount() {"),
      rename("src/server.js", `import { userCount } from "./users/store.js";`),
      rename("src/server.js", healthLine),
      rename("test/users.test.js", `import { listUsers, userCount } from "../src/users/store.js";`),
      rename("test/users.test.js", healthTest),
    ],
  },
  { added: 450, output: 210, calls: [runCommand("npm test")] },
  {
    added: 1_250,
    output: 560,
    calls: [
      complete(
        "userCount is activeUserCount in src/users/store.js, src/server.js (the field of GET /health included) and test/users.test.js. npm test: exit 0, 12 passed.",
      ),
    ],
  },
]);

/** What the planner adds where orchestration is forced: it confirms the obvious. */
export const renamePlan = conversation([
  { added: 3_000, output: 250, calls: [search] },
  {
    added: 320,
    output: 620,
    calls: [
      {
        name: "submit_plan",
        input: {
          summary: "Rename userCount to activeUserCount in one step.",
          steps: [
            {
              title: "Rename userCount to activeUserCount",
              instructions:
                "Rename the function userCount to activeUserCount in src/users/store.js, src/server.js (the field of GET /health included) and test/users.test.js.",
              files: ["src/users/store.js", "src/server.js", "test/users.test.js"],
              criteria: [{ text: "all tests pass", check: "npm-test" }],
            },
          ],
          risks: ["Readers of GET /health see the field under its new name."],
          contract_changes: [{ path: "test/users.test.js", why: "it reads the renamed field and function" }],
        },
      },
    ],
  },
]);
