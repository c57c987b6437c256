// A stage for the chat: a real engine over real files, models a test writes, and hand-made parts of the host and of
// VS Code's API that remember what they were asked. What they do not have throws.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as vscode from "vscode";
import { createEngine, type Engine } from "../../../src/core/engine";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import type { LanguageModelRequest } from "../../../src/core/ports";
import type { ChatApi } from "../../../src/extension/chat/chatApi";
import type { KiloHost, StartWish } from "../../../src/extension/kiloHost";
import type { RunCommand } from "../../../src/protocol/command";
import { failure } from "../../../src/protocol/failure";
import type { RunSettings } from "../../../src/protocol/settings";
import type { HostState } from "../../../src/protocol/wire";
import { type DoorReply, testDoor, vscodeBinding } from "../../core/providers/vscodeDoor";
import { createTestPorts } from "../../fakes/testPorts";
import { testSettings } from "../../fakes/testSettings";
import { strict, TestToken } from "../models/modelApi";

const person = { kind: "person", via: "vscode" } as const;

export interface ChatStage {
  engine: Engine;
  host: KiloHost;
  api: ChatApi;
  /** What the host and VS Code were asked to do, in order. */
  asked: string[];
  folder: string;
  /** Answers of the boxes and buttons a person is shown, in order; undefined closes one. */
  answers: (string | undefined)[];
  /** Registered by the chat. */
  commands: Map<string, (...given: unknown[]) => unknown>;
  participant: Participant | null;
  tool: vscode.LanguageModelTool<unknown> | null;
  state: Partial<HostState>;
  close(): Promise<void>;
}

export interface Participant {
  id: string;
  handler: vscode.ChatRequestHandler;
  followupProvider?: vscode.ChatFollowupProvider;
  iconPath?: unknown;
}

export interface StageParts {
  /** The answer to each model request. */
  reply(request: LanguageModelRequest, index: number): DoorReply;
  settings?: Partial<RunSettings>;
}

export function createChatStage({ reply, settings }: StageParts): ChatStage {
  const home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-chat-"));
  const folder = join(home, "work");
  mkdirSync(folder);
  writeFileSync(join(folder, "ok.mjs"), "process.exitCode = 0;\n");
  const engine = createEngine({
    ports: { ...createTestPorts(), languageModels: testDoor(reply) },
    runs: createStoreFolder(join(home, "runs")),
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" },
    interactive: true,
    product: "test",
    retainBytes: 1_000_000_000,
  });
  const base = testSettings("http://127.0.0.1:1", { checks: { test: "node ok.mjs" }, ...settings });
  const models = Object.fromEntries(Object.keys(base.models).map((role) => [role, vscodeBinding()]));
  const stage: ChatStage = {
    engine,
    asked: [],
    folder,
    answers: [],
    commands: new Map(),
    participant: null,
    tool: null,
    state: {},
    async close() {
      await engine.close();
      rmSync(home, { recursive: true, force: true });
    },
  } as unknown as ChatStage;
  stage.host = hostOf(stage, { ...base, models });
  stage.api = apiOf(stage);
  return stage;
}

function hostOf(stage: ChatStage, settings: RunSettings): KiloHost {
  const { asked, engine, folder } = stage;
  const say = (text: string) => asked.push(text);
  const host = {
    log: strict({ info: (text: string) => say(`log: ${text}`) }),
    book: strict({
      engineOf: async () => engine,
      choose: async (run: string) => void say(`choose ${run}`),
    }),
    state: () => ({
      folders: [{ path: folder, name: "work" }],
      trusted: true,
      virtual: false,
      ...stage.state,
    }),
    async start({ prompt, role }: StartWish) {
      if (prompt.includes("no key")) {
        const message = 'x needs the key K. Set it, or add to ~/c.toml (mode 0600):\nK = "…"';
        return { ok: false, failure: failure("key-missing", message, "K") };
      }
      return engine.start({ prompt, folder, role, settings, notices: [], origin: person });
    },
    resume: async (run: string) => {
      say(`resume ${run}`);
      return engine.resume(run, { origin: person });
    },
    send: (run: string, command: RunCommand) => engine.send(run, command, person),
    undo: async (run: string) => {
      say(`undo ${run}`);
      await engine.settled(run);
      const undone = await engine.undo(run, null, person);
      return undone.ok ? { ok: true, seq: 0 } : undone;
    },
    openTrace: async (run: string | null) => void say(`trace ${run}`),
    openSidebar: async (show: unknown) => void say(`sidebar ${JSON.stringify(show)}`),
  };
  return strict(host) as unknown as KiloHost;
}

function apiOf(stage: ChatStage): ChatApi {
  const { asked, answers, commands } = stage;
  const ask = async (text: string) => {
    asked.push(text);
    return answers.shift();
  };
  const gone = { dispose: () => undefined };
  const api = {
    chat: strict({
      createChatParticipant(id: string, handler: vscode.ChatRequestHandler) {
        const participant: Participant = { id, handler };
        stage.participant = participant;
        return Object.assign(participant, gone);
      },
    }),
    commands: strict({
      registerCommand(name: string, run: (...given: unknown[]) => unknown) {
        commands.set(name, run);
        return gone;
      },
    }),
    lm: strict({
      registerTool(name: string, tool: vscode.LanguageModelTool<unknown>) {
        asked.push(`tool ${name}`);
        stage.tool = tool;
        return gone;
      },
    }),
    window: strict({
      showInformationMessage: (text: string) => ask(`info: ${text}`),
      showWarningMessage: (text: string) => ask(`warning: ${text}`),
      showInputBox: ({ title }: { title: string }) => ask(`box: ${title}`),
    }),
    workspace: strict({ asRelativePath: ({ fsPath }: vscode.Uri) => fsPath.replace(/^.*\/work\//, "") }),
    MarkdownString: class {
      constructor(readonly value: string) {}
    },
    LanguageModelTextPart: class {
      constructor(readonly value: string) {}
    },
    LanguageModelToolResult: class {
      constructor(readonly content: unknown[]) {}
    },
    ThemeIcon: class {
      constructor(readonly id: string) {}
    },
  };
  return strict(api) as unknown as ChatApi;
}

export interface TestStream {
  /** What was written, as people read it. */
  lines: string[];
  buttons: vscode.Command[];
  stream: vscode.ChatResponseStream;
  /** Resolves with the first button of a command, now or when it comes. */
  button(command: string): Promise<vscode.Command>;
}

export function createStream(): TestStream {
  const buttons: vscode.Command[] = [];
  const lines: string[] = [];
  let waiting: (() => void)[] = [];
  const stream = strict({
    progress: (text: string) => lines.push(`(${text})`),
    markdown(text: unknown) {
      // A text that is trusted or may hold HTML would be an object.
      if (typeof text !== "string") throw new Error("only plain strings are shown");
      lines.push(text.trim());
    },
    button(command: vscode.Command) {
      buttons.push(command);
      lines.push(`[${command.title}]`);
      for (const wake of waiting.splice(0)) wake();
    },
  }) as unknown as vscode.ChatResponseStream;
  return {
    lines,
    buttons,
    stream,
    async button(command) {
      for (;;) {
        const found = buttons.find((one) => one.command === command);
        if (found) return found;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
        waiting = [];
      }
    },
  };
}

/** One chat request, as VS Code hands it over. */
export async function askChat(
  stage: ChatStage,
  prompt: string,
  more: { command?: string; references?: { value: unknown }[]; stream?: TestStream; token?: TestToken } = {},
): Promise<{ shown: TestStream; result: vscode.ChatResult }> {
  const shown = more.stream ?? createStream();
  const request = { prompt, command: more.command, references: more.references ?? [] };
  const result = await stage.participant?.handler(
    request as unknown as vscode.ChatRequest,
    { history: [] },
    shown.stream,
    (more.token ?? new TestToken()) as unknown as vscode.CancellationToken,
  );
  if (!result) throw new Error("no participant");
  return { shown, result };
}
