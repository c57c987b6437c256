// Plays one story through the real engine: real files, git and processes, real SDKs over loopback, a scripted model.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createEngine, type Engine } from "../../src/core/engine";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import { readScriptFile } from "../../src/demo/modelServer/scriptFile";
import { scriptOf } from "../../src/demo/modelServer/scriptOf";
import { type ModelServer, startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { ApprovalVerdict } from "../../src/protocol/approval";
import type { RunEvent } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import type { ProviderApi, RunSettings } from "../../src/protocol/settings";
import { type TraceRow, traceRow } from "../../src/protocol/trace";
import { createTestPorts } from "../fakes/testPorts";
import { testSettings } from "../fakes/testSettings";

export interface Story {
  prompt: string;
  role?: string;
  /** False: the folder is no repository. */
  git?: boolean;
  api?: ProviderApi;
  /** Show tokens and money in the trace; off where prompts may change without a change of behaviour. */
  money?: boolean;
  settings?: Partial<RunSettings>;
  /** A person's answers by approval kind, in order; a kind not named here is not answered by a person. */
  answers?: { kind: string; verdict: ApprovalVerdict; comment?: string; edit?: unknown }[];
  /** What the user does meanwhile: writes a file when a row with this text appears. */
  meanwhile?: { when: string; path: string; text: string }[];
  /** Files to write before the start, as base64, for bytes that do not survive a checkout. */
  bytes?: Record<string, string>;
  /** Files shown at the end, to prove the effect: text, or hex for those that are no UTF-8. */
  show?: string[];
  script: unknown;
}

export interface Played {
  view: RunView;
  events: RunEvent[];
  rows: TraceRow[];
  folder: string;
  engine: Engine;
  server: ModelServer;
  report: string | null;
  clean(): Promise<void>;
}

const person = { kind: "person", via: "test" } as const;

/** @param directory of the story: `story.json`, and `repo/` with the seed where there is one. */
export async function playStory(directory: string, story: Story): Promise<Played> {
  const home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-story-"));
  const folder = join(home, "work");
  seed(directory, story, folder);
  const server = await startModelServer(scriptOf(readScriptFile(JSON.stringify(story.script))));
  const engine = createEngine({
    ports: createTestPorts(),
    runs: createStoreFolder(join(home, "runs")),
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" },
    interactive: (story.answers ?? []).length > 0,
    product: "test",
    retainBytes: 1_000_000_000,
  });
  const clean = async () => {
    await engine.close();
    await server.close();
    rmSync(home, { recursive: true, force: true });
  };
  const settings = testSettings(server.url, story.settings, story.api);
  const started = await engine.start({
    prompt: story.prompt,
    folder,
    role: story.role ?? null,
    settings,
    notices: [],
    origin: person,
  });
  if (!started.ok) {
    await clean();
    throw new Error(started.failure.message);
  }
  const watched = watch(engine, started.run, story, folder);
  await engine.settled(started.run);
  const { view, events, rows } = await watched.end();
  const report = await engine.ask(started.run, { type: "report" });
  const text = report.ok && report.answer.type === "report" ? report.answer.text : null;
  return { view, events, rows, folder, engine, server, report: text, clean };
}

function seed(directory: string, story: Story, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const repo = join(directory, "repo");
  if (existsSync(repo)) cpSync(repo, folder, { recursive: true });
  for (const [path, base64] of Object.entries(story.bytes ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), Buffer.from(base64, "base64"));
  }
  if (story.git === false) return;
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "--allow-empty", "-m", "seed");
}

function watch(engine: Engine, run: string, story: Story, folder: string) {
  const stop = new AbortController();
  const events: RunEvent[] = [];
  const rows: TraceRow[] = [];
  const answers = [...(story.answers ?? [])];
  const meanwhile = [...(story.meanwhile ?? [])];
  let view: RunView | null = null;
  let over: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    over = resolve;
  });
  const following = engine.follow(
    run,
    0,
    (event) => {
      view = fold(view, event);
      events.push(event);
      const row = traceRow(view, event);
      if (row) rows.push(row);
      if (event.fact.type === "run.ended" || event.fact.type === "run.paused") over();
      const due = row ? meanwhile.findIndex((act) => row.text.includes(act.when)) : -1;
      for (const act of due < 0 ? [] : meanwhile.splice(due, 1))
        writeFileSync(join(folder, act.path), act.text);
      if (event.fact.type !== "approval.asked") return;
      const { approval } = event.fact;
      const at = answers.findIndex((answer) => answer.kind === approval.kind);
      const [answer] = at < 0 ? [] : answers.splice(at, 1);
      if (!answer) return;
      const { verdict, comment, edit } = answer;
      const { id, hash } = approval;
      const more = { ...(comment ? { comment } : {}), ...(edit === undefined ? {} : { edit }) };
      // After this event's own publishing is over.
      setImmediate(
        () =>
          void engine.send(
            run,
            { type: "approval.give", approval: id, hash, verdict, scope: "once", ...more },
            person,
          ),
      );
    },
    stop.signal,
  );
  return {
    async end() {
      await stopped;
      stop.abort();
      await following;
      if (!view) throw new Error("the run has no events");
      return { view, events, rows };
    },
  };
}

/** The readable trace that stands beside a story: one line per row, the report, the shown files. */
export function readableTrace(played: Played, story: Story): string {
  const lines = played.rows.map((row) => rowLine(row, story));
  const shown = (story.show ?? []).map((path) => fileText(join(played.folder, path), path));
  const report = (played.report ?? "(no report)").split("\n").map((line) => tidy(line, story));
  return [...lines, "", "--- report", ...report, ...shown].join("\n").trimEnd().concat("\n");
}

function rowLine(row: TraceRow, story: Story): string {
  const signs = { info: " ", ok: "✓", failed: "✗", waiting: "?", running: ">" };
  const figures = tidy(row.figures, story);
  const text = `${row.text}${figures ? ` [${figures}]` : ""}`;
  const lane = row.kind === "section" ? "====" : (row.lane ?? "");
  return `${lane.padEnd(9)}${signs[row.state]} ${tidy(text, story)}`.trimEnd();
}

function tidy(text: string, story: Story): string {
  const timeless = text
    .replace(/\b\d+(\.\d+)? m?s\b/g, "_ s")
    .replace(/, \d+:\d\d$/, ", _:_")
    .replace(/\/\S*kilo-story-\S*?\/work/g, "<work>")
    .replace(/20260102-030405-[a-z0-9]{4}/g, "<run>");
  if (story.money) return timeless;
  return timeless.replace(/\d+ in( \(\d+ cached\))?, \d+ out/g, "_ tokens").replace(/\$\d+\.\d+/g, "$_");
}

function fileText(path: string, name: string): string {
  if (!existsSync(path)) return `--- ${name}: (none)`;
  const bytes = readFileSync(path);
  const text = bytes.toString("utf8");
  const whole = Buffer.from(text, "utf8").equals(bytes) && !/[\r\0\uFEFF]/.test(text);
  return `--- ${name}\n${whole ? text.trimEnd() : bytes.toString("hex")}`;
}
