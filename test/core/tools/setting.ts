// A temporary project folder, and a way to call a tool in it as the engine does: validate, prepare, run.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createShell } from "../../../src/core/process/runShell";
import { createTools } from "../../../src/core/tools/index";
import {
  isPrepared,
  type PreparedCall,
  type ToolContext,
  type ToolOutput,
} from "../../../src/core/tools/tool";
import { FailureError, failure } from "../../../src/protocol/failure";

export interface Setting {
  /** Holds the root and what lies beside it. */
  base: string;
  root: string;
  context: ToolContext;
  /** What was shown while commands ran. */
  live: string[];
  put(path: string, content: string | Buffer): void;
  get(path: string): Buffer;
  prepare(tool: string, input: unknown): Promise<PreparedCall | ToolOutput>;
  /** Runs to the end; what it saw counts as seen afterwards. */
  call(tool: string, input: unknown): Promise<ToolOutput>;
  /** As a new task begins: nothing was seen. */
  forget(): void;
  remove(): void;
}

export function makeSetting(outputs: Record<string, string> = {}): Setting {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "kilo-tools-")));
  const root = join(base, "ws");
  mkdirSync(root);
  const tools = createTools({ shell: createShell(process.env), searchPath: process.env.PATH ?? "" });
  const seen = new Map<string, string>();
  const live: string[] = [];
  const readOutput = (hash: string) => {
    const text = outputs[hash];
    if (text === undefined) throw new FailureError(failure("not-found", "There is no such output."));
    return text;
  };
  const limits = { commandWallMs: 60_000, commandIdleMs: 60_000 };
  const { signal } = new AbortController();
  const context: ToolContext = {
    root,
    signal,
    seen,
    limits,
    live: (text) => live.push(text),
    readOutput,
    runTag: "r",
  };
  const prepare = async (name: string, input: unknown) => {
    const tool = tools.find((candidate) => candidate.name === name);
    if (!tool) throw new Error(`no tool ${name}`);
    return tool.prepare(tool.input.parse(input), context);
  };
  const call = async (name: string, input: unknown) => {
    const prepared = await prepare(name, input);
    const output = isPrepared(prepared) ? await prepared.run() : prepared;
    for (const { path, hash } of output.seen ?? []) seen.set(path, hash);
    return output;
  };
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const get = (path: string) => readFileSync(join(root, path));
  return {
    base,
    root,
    context,
    live,
    put,
    get,
    prepare,
    call,
    forget: () => seen.clear(),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}
