// `@kilo` and `kilo_start_run` over a real engine: what is shown, what buttons do, how it is cancelled and taken up.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type * as vscode from "vscode";
import { chatCommands } from "../../../src/extension/chat/chatPiece";
import { registerChat } from "../../../src/extension/chat/registerChat";
import { type ApprovalKind, approvalKinds } from "../../../src/protocol/approval";
import { called, type DoorReply, said } from "../../core/providers/vscodeDoor";
import { TestToken } from "../models/modelApi";
import { askChat, type ChatStage, createChatStage, createStream, type StageParts } from "./chatStage";

let stage: ChatStage;
afterEach(() => stage.close());

const write: DoorReply = { parts: [called("write_file", { path: "hello.txt", content: "hello\n" })] };
const finish: DoorReply = {
  parts: [called("attempt_completion", { result: "Written. ![x](http://127.0.0.1:9/c)" })],
};
const plan: DoorReply = {
  parts: [
    called("submit_plan", {
      summary: "Write it.",
      steps: [{ title: "write [it](command:x)", instructions: "Write hello.txt.", files: ["hello.txt"] }],
    }),
  ],
};
const inOrder =
  (...replies: DoorReply[]): StageParts["reply"] =>
  (_, index) =>
    replies[index] ?? {};

function open(parts: StageParts): ChatStage {
  stage = createChatStage(parts);
  registerChat(stage.api, stage.host);
  return stage;
}

const allAuto = Object.fromEntries(approvalKinds.map((kind) => [kind, "auto"])) as Record<
  ApprovalKind,
  "auto"
>;
const ask = (kind: ApprovalKind) => ({ approve: { ...allAuto, [kind]: "ask" as const } });
const press = (name: string, { arguments: given = [] }: vscode.Command) =>
  stage.commands.get(name)?.(...given);
const runOf = (result: vscode.ChatResult) => String(result.metadata?.run);
const resultText = (result: unknown) =>
  (result as { content: { value: string }[] }).content.map(({ value }) => value).join("");

describe("@kilo", () => {
  it("carries a task from prompt to report, with buttons and follow-ups", async () => {
    open({ reply: inOrder(write, finish) });
    const { shown, result } = await askChat(stage, "Write hello.txt.", { command: "single" });
    const text = shown.lines.join("\n");
    expect(shown.lines.slice(0, 3)).toEqual([
      "(The run is started)",
      expect.stringMatching(/^\*\*One agent\*\*: \/single was asked for/),
      "[Open Trace]",
    ]);
    expect(text).toContain("**✓ verification 1\\: green**");
    expect(text).toMatch(/# Done, verified[\s\S]*hello\.txt \(new\)[\s\S]*Cost: \$0\.00/);
    expect(shown.lines.slice(-2)).toEqual(["[Open Trace]", "[Undo Changes]"]);
    expect(text).not.toContain("![x](");
    expect(result.metadata).toMatchObject({
      prompt: "Write hello.txt.",
      decision: "single",
      outcome: "done",
      changed: 1,
    });
    const offered = await stage.participant?.followupProvider?.provideFollowups(
      result,
      { history: [] },
      new TestToken() as unknown as vscode.CancellationToken,
    );
    expect(offered).toEqual([
      { prompt: `Open the trace of run ${runOf(result)}`, label: "Open the trace" },
      { prompt: `Undo the changes of run ${runOf(result)}`, label: "Undo the changes" },
      { prompt: "Write hello.txt.", label: "Run again with a plan", command: "orchestrate" },
    ]);
  });

  it("follows its own follow-ups: trace, undo", async () => {
    open({ reply: inOrder(write, finish) });
    const { result } = await askChat(stage, "Write hello.txt.", { command: "single" });
    const run = runOf(result);
    const trace = await askChat(stage, `Open the trace of run ${run}`);
    expect(trace.shown.lines).toEqual([`The trace of run \`${run}\` is open.`]);
    expect(existsSync(join(stage.folder, "hello.txt"))).toBe(true);
    // VS Code hands a follow-up over with the command of the request before.
    const undone = await askChat(stage, `Undo the changes of run ${run}`, { command: "single" });
    expect(undone.shown.lines).toEqual(["undone\\: 1 restored"]);
    expect(undone.result.metadata).toMatchObject({ changed: 0 });
    expect(existsSync(join(stage.folder, "hello.txt"))).toBe(false);
    expect(stage.asked.filter((text) => !text.startsWith("tool"))).toEqual([`trace ${run}`, `undo ${run}`]);
  });

  it("shows a plan as a list and takes its approval from a button, by its hash", async () => {
    open({ reply: inOrder(plan, write, finish), settings: ask("plan") });
    const stream = createStream();
    const over = askChat(stage, "Write hello.txt.", { command: "orchestrate", stream });
    const approve = await stream.button("kilo.chat.approve");
    expect(stream.lines.join("\n")).toContain(
      "1. **write \\[it\\]\\(command\\:x\\)** (coder, vscode/copilot/gpt\\-4o)",
    );
    const [run, approval] = approve.arguments ?? [];
    await stage.commands.get("kilo.chat.approve")?.(run, approval, "0".repeat(64));
    expect(stage.asked.at(-1)).toMatch(/^warning: The answer was given to something else/);
    await press("kilo.chat.review", approve);
    expect(stage.asked.slice(-2)).toEqual([`choose ${run}`, `sidebar {"approval":"${approval}"}`]);
    await press("kilo.chat.approve", approve);
    const { shown, result } = await over;
    expect(shown.lines).toContain("✓ Approved (Plan)");
    expect(result.metadata).toMatchObject({ decision: "orchestrate", outcome: "done", status: "ended" });
    expect(shown.lines.filter((line) => line.includes("**Plan**"))).toHaveLength(1);
  });

  it("takes a rejection with its reason, and nothing where the box is closed", async () => {
    const replies = inOrder(plan, plan, write, finish);
    open({ reply: replies, settings: ask("plan") });
    const stream = createStream();
    const over = askChat(stage, "Write hello.txt.", { command: "orchestrate", stream });
    const reject = await stream.button("kilo.chat.reject");
    stage.answers.push(undefined, "in two <steps>");
    await press("kilo.chat.reject", reject);
    await press("kilo.chat.reject", reject);
    stream.buttons.length = 0;
    await press("kilo.chat.approve", await stream.button("kilo.chat.approve"));
    const { shown } = await over;
    expect(shown.lines).toContain("✗ Rejected (Plan): in two \\<steps\\>");
    expect(stage.asked.filter((text) => text === "box: Reject")).toHaveLength(2);
  });

  it("pauses durably when it is cancelled, and is taken up from the chat", async () => {
    const token = new TestToken();
    open({
      reply(_, index) {
        if (index > 0) return finish;
        token.cancel();
        return { parts: [said("Let me think")], hangs: true };
      },
    });
    const { shown, result } = await askChat(stage, "Write hello.txt.", { command: "single", token });
    const run = runOf(result);
    await stage.engine.settled(run);
    expect(await stage.engine.view(run)).toMatchObject({ status: "paused", pause: { reason: "person" } });
    expect(stage.asked.at(-1)).toBe(
      `info: The run ${run} is paused. Resume it here, in the Kilo view, or with "@kilo Resume run ${run}".`,
    );
    expect(shown.lines.join("\n")).not.toContain("Done");
    const resumed = await askChat(stage, `Resume run ${run}`);
    expect(resumed.shown.lines.join("\n")).toContain("# Done");
    expect(resumed.result.metadata).toMatchObject({ run, status: "ended" });
  });

  it("says what stops a start, with the button that leads on", async () => {
    open({ reply: () => ({}) });
    const lines = async (prompt: string) => (await askChat(stage, prompt)).shown.lines;
    expect((await lines(" "))[0]).toMatch(/^Say what shall be done/);
    expect(await lines("Do this with no key.")).toEqual([
      "(The run is started)",
      'x needs the key K. Set it, or add to \\~/c.toml \\(mode 0600\\)\\:\n\n```toml\nK = "…"\n```',
      "[Set API Key]",
    ]);
    stage.state = { trusted: false };
    expect((await lines("Do it."))[1]).toBe("[Manage Workspace Trust]");
    stage.state = { folders: [] };
    expect((await lines("Do it."))[1]).toBe("[Open Folder]");
    stage.state = { virtual: true };
    expect(await lines("Do it.")).toHaveLength(1);
    expect(await lines("Resume run 20260102-030405-none")).toEqual([
      "(The run is resumed)",
      expect.stringMatching(/^There is no run/),
    ]);
  });

  it("names what the person attached", async () => {
    const prompts: string[] = [];
    open({
      reply(request) {
        prompts.push(JSON.stringify(request.messages));
        return finish;
      },
    });
    const uri = (path: string) => ({ scheme: "file", fsPath: join(stage.folder, path) });
    const range = { start: { line: 3 }, end: { line: 8 } };
    const references = [uri("src/a.ts"), { uri: uri("src/b.ts"), range }, "a note", 7].map((value) => ({
      value,
    }));
    await askChat(stage, "Write hello.txt.", { command: "single", references });
    expect(prompts[0]).toContain("Attached by the user:\\n- src/a.ts\\n- src/b.ts lines 4 to 9");
    expect(prompts[0]).toContain("Attached text:\\na note");
  });
});

describe("the commands of buttons", () => {
  it("are all registered, and pass over what is not theirs", async () => {
    open({ reply: () => ({}) });
    expect([...stage.commands.keys()].sort()).toEqual([...chatCommands].sort());
    stage.asked.length = 0;
    for (const given of [[], [1], ["run", "approval", "short"], [{ run: 1 }], ["", "", ""]]) {
      for (const command of stage.commands.values()) await command(...given);
    }
    expect(stage.asked).toEqual([]);
  });

  it("resume, undo and trace", async () => {
    open({ reply: inOrder(write, finish) });
    const run = runOf((await askChat(stage, "Write hello.txt.", { command: "single" })).result);
    stage.asked.length = 0;
    stage.answers.push(undefined, "Undo");
    await stage.commands.get("kilo.chat.undo")?.(run);
    expect(readFileSync(join(stage.folder, "hello.txt"), "utf8")).toBe("hello\n");
    await stage.commands.get("kilo.chat.undo")?.(run);
    expect(existsSync(join(stage.folder, "hello.txt"))).toBe(false);
    await stage.commands.get("kilo.chat.openTrace")?.(run);
    await stage.commands.get("kilo.chat.resume")?.(run);
    expect(stage.asked.filter((text) => !text.startsWith("warning: Undo"))).toEqual([
      `undo ${run}`,
      `trace ${run}`,
      `resume ${run}`,
      expect.stringMatching(/^warning: The run .* has ended/),
    ]);
  });
});

describe("kilo_start_run", () => {
  const token = () => new TestToken() as unknown as vscode.CancellationToken;
  const prepared = (input: unknown) => stage.tool?.prepareInvocation?.({ input }, token());
  const invoke = (input: unknown, more: object = {}, stop = token()) =>
    stage.tool?.invoke({ input, toolInvocationToken: undefined, ...more }, stop);

  it("asks the person with task, folder and cap", async () => {
    open({ reply: () => ({}) });
    stage.state = { capMicros: 2_500_000 };
    const { confirmationMessages } = (await prepared({ prompt: "Do ```this```.", mode: "single" })) ?? {};
    expect(confirmationMessages?.title).toBe("Start a Kilo run?");
    expect((confirmationMessages?.message as vscode.MarkdownString).value.split("\n\n")).toEqual([
      "Task:",
      "````\nDo ```this```.\n````",
      `Folder: ${stage.folder.replace(/([-_])/g, "\\$1")}`,
      "Mode: one agent",
      "Cost: at most \\$2.50",
    ]);
    stage.state = { trusted: false };
    expect(await prepared({ prompt: "Do it." })).toEqual({ invocationMessage: "Kilo looks at the task" });
  });

  it("waits for the end, shows approvals in the sidebar, and gives the report", async () => {
    open({ reply: inOrder(plan, write, finish), settings: ask("plan") });
    const over = invoke({ prompt: "Write hello.txt.", mode: "orchestrate" });
    const { openSidebar } = stage.host;
    const shown = new Promise<string>((resolve) => {
      stage.host.openSidebar = async (show) => {
        await openSidebar(show);
        resolve(show && "approval" in show ? show.approval : "");
      };
    });
    const approval = await shown;
    const run = (await stage.engine.runs())[0]?.run ?? "";
    const hash = (await stage.engine.view(run))?.approvals[approval]?.hash ?? "";
    await stage.commands.get("kilo.chat.approve")?.(run, approval, hash);
    const text = resultText(await over);
    expect(text).toMatch(/^Run \S+\n\n# Done, verified/);
  });

  it("fits the result to what its reader asks for", async () => {
    open({ reply: inOrder(write, finish) });
    const tokenizationOptions = { tokenBudget: 20, countTokens: async () => 0 };
    const text = resultText(await invoke({ prompt: "Write it.", mode: "single" }, { tokenizationOptions }));
    expect(text).toHaveLength(60);
  });

  it("pauses when its caller stops waiting", async () => {
    const stop = new TestToken();
    open({
      reply() {
        stop.cancel();
        return { hangs: true };
      },
    });
    const over = invoke(
      { prompt: "Write it.", mode: "single" },
      {},
      stop as unknown as vscode.CancellationToken,
    );
    expect(resultText(await over)).toMatch(
      /was paused, because its caller stopped waiting\. A person can resume/,
    );
  });

  it.each<[string, unknown, object, RegExp]>([
    [
      "an untrusted folder",
      { prompt: "Do it." },
      { trusted: false },
      /^Nothing was started\. This folder is not trusted/,
    ],
    ["no folder", { prompt: "Do it." }, { folders: [] }, /^Nothing was started\. Open a folder first/],
    ["no key", { prompt: "Do it with no key." }, {}, /^Nothing was started\. x needs the key K/],
    ["no task", { prompt: " " }, {}, /^Nothing was started: give the task/],
    ["a wrong mode", { prompt: "x", mode: "all" }, {}, /^Nothing was started: give the task/],
  ])("says why nothing was started: %s", async (_, input, state, expected) => {
    open({ reply: () => ({}) });
    stage.state = state;
    expect(resultText(await invoke(input))).toMatch(expected);
  });
});

it("registers what an editor has", async () => {
  open({ reply: () => ({}) });
  expect(stage.participant).toMatchObject({ id: "kilo.kilo", iconPath: { id: "organization" } });
  const bare = { commands: stage.api.commands } as typeof stage.api;
  expect(registerChat(bare, stage.host)).toHaveLength(chatCommands.length);
});
