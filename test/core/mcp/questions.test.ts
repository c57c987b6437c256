// What a person sees before a server starts and before each call, and what their answer is bound to.
import { describe, expect, it } from "vitest";
import { callQuestion } from "../../../src/core/mcp/callQuestion";
import { serverQuestion } from "../../../src/core/mcp/serverQuestion";
import { toolName } from "../../../src/core/mcp/toolName";
import { toolPolicy } from "../../../src/core/policy/toolPolicy";
import { approvalKinds } from "../../../src/protocol/approval";
import type { ToolServer } from "../../../src/protocol/settings";

const stdio = {
  kind: "stdio" as const,
  command: "node",
  args: ["a b.mjs", "-x"],
  environment: { MODE: "fast" },
};
const server = (change: Partial<ToolServer["transport"]> = {}, name = "box"): ToolServer => ({
  name,
  origin: ".kilocode/mcp.json",
  transport: { ...stdio, ...change } as ToolServer["transport"],
});

describe("serverQuestion", () => {
  it("shows the whole command, its folder and what is added to its environment", () => {
    const { title, detail } = serverQuestion(server(), "/project");
    expect(title).toBe('Start the tool server box: node "a b.mjs" -x');
    expect(detail.split("\n").slice(0, 5)).toEqual([
      "Tool server box, from .kilocode/mcp.json",
      'Runs: node "a b.mjs" -x',
      "in /project",
      "Environment: ",
      "  MODE=fast",
    ]);
  });

  it.each<[string, ToolServer, string]>([
    ["another program", server({ command: "deno" }), "/project"],
    ["another argument", server({ args: ["a", "b.mjs", "-x"] }), "/project"],
    ["another folder", server(), "/other"],
    ["another value in its environment", server({ environment: { MODE: "slow" } }), "/project"],
    ["another name", server({}, "fox"), "/project"],
  ])("binds the answer to everything: %s is another question", (_, other, folder) => {
    expect(serverQuestion(other, folder).action).not.toBe(serverQuestion(server(), "/project").action);
  });

  it("hides nothing, and lets no value look like a line of its own", () => {
    const { detail } = serverQuestion(
      server({ args: ["x\nin /safe", "\u202egnp.exe"], environment: { A: "1\n  B=2" } }),
      "/project",
    );
    expect(detail).toContain(String.raw`Runs: node "x\nin /safe" "<U+202E>gnp.exe"`);
    expect(detail).toContain(String.raw`  A="1\n  B=2"`);
  });
});

describe("callQuestion", () => {
  const call = (input: Record<string, unknown>) =>
    callQuestion({ server: "box", tool: "write", input }, "why");

  it("shows server, tool and every argument", () => {
    expect(call({ path: "a.txt", text: "one\npath: b.txt", deep: { n: 1 } }).detail).toBe(
      [
        "Tool write",
        "of the tool server box",
        "with",
        "path: a.txt",
        "text: ",
        "    one",
        "    path: b.txt",
        "deep: ",
        "    {",
        '      "n": 1',
        "    }",
        "why",
      ].join("\n"),
    );
    expect(call({ text: "a\u200bb" }).detail).toContain("a<U+200B>b");
    expect(call({}).detail).toContain("without arguments");
  });

  it("binds the answer to the arguments", () => {
    expect(call({ a: 1 }).action).not.toBe(call({ a: 2 }).action);
  });
});

describe("toolName", () => {
  it.each([
    ["github", "create_issue", "mcp__github__create_issue"],
    ["my server", "create issue", /^mcp__my_server__create_issue_[0-9a-f]{8}$/],
    ["a__b", "c", /^mcp__a_b__c_[0-9a-f]{8}$/],
    ["a", "b__c", "mcp__a__b__c"],
    ["x".repeat(60), "y".repeat(60), /^mcp__x{24}__y{24}_[0-9a-f]{8}$/],
    ["日本", "語", /^mcp__x__x_[0-9a-f]{8}$/],
  ])("%s and %s", (one, tool, expected) => {
    const name = toolName(one, tool);
    expect(name).toMatch(typeof expected === "string" ? new RegExp(`^${expected}$`) : expected);
    expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });
});

describe("the policy of a server's tool", () => {
  const approve = Object.fromEntries(approvalKinds.map((kind) => [kind, "auto"])) as Record<
    (typeof approvalKinds)[number],
    "auto"
  >;
  const judge = (change: { trusted?: boolean; tools?: string[] }) =>
    toolPolicy({
      name: "mcp__box__write",
      prepared: { effect: "command", targets: [], serverCall: { server: "box", tool: "write" } },
      rights: { tools: change.tools ?? ["mcp__box__write"], write: false, run: false },
      trusted: change.trusted ?? true,
      approve,
      allowCommands: [],
      checks: [],
    });

  it.each([
    ["a role that has it", {}, "ask", true],
    ["a role that does not", { tools: [] }, "deny", undefined],
    ["a folder that is not trusted", { trusted: false }, "deny", undefined],
  ])("%s: %o", (_, change, verdict, personOnly) => {
    expect(judge(change)).toMatchObject({ verdict, ...(personOnly ? { personOnly } : {}) });
  });
});
