// A stage for what no story can tell: real engine, files, git and processes, a scripted model, and a log that can be cut
// where a crash would have ended it. Waits for facts, never for time.
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createEngine, type Engine } from "../../../src/core/engine";
import { readLine, type StoredEvent } from "../../../src/core/log/eventLine";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import type { Ports } from "../../../src/core/ports";
import type { ModelScript } from "../../../src/demo/modelServer/script";
import { readScriptFile } from "../../../src/demo/modelServer/scriptFile";
import { scriptOf } from "../../../src/demo/modelServer/scriptOf";
import { type ModelServer, startModelServer } from "../../../src/demo/modelServer/startModelServer";
import type { Approval, ApprovalKind, ApprovalVerdict } from "../../../src/protocol/approval";
import type { Reply } from "../../../src/protocol/command";
import type { Fact, FactOf, FactType } from "../../../src/protocol/event";
import type { RunSettings } from "../../../src/protocol/settings";
import { createTestPorts } from "../../fakes/testPorts";
import { testSettings } from "../../fakes/testSettings";

export const person = { kind: "person", via: "test" } as const;

/** A project whose one check says TAP; `test.mjs` fails while `greet.mjs` does not greet. */
export const greetProject: Record<string, string> = {
  "greet.mjs": 'export const greet = (name) => "Hello, " + name + "!";\n',
  "test.mjs": [
    'import { greet } from "./greet.mjs";',
    'const good = greet("Ada") === "Hello, Ada!";',
    'console.log("TAP version 13", good ? "\\nok 1 - greets" : "\\nnot ok 1 - greets");',
    'console.log("1..1\\n# pass " + (good ? 1 : 0) + "\\n# fail " + (good ? 0 : 1));',
    "process.exitCode = good ? 0 : 1;",
    "",
  ].join("\n"),
};

type StageSettings = Partial<Omit<RunSettings, "limits">> & { limits?: Partial<RunSettings["limits"]> };

export interface StageOptions {
  files?: Record<string, string>;
  /** Name of the user's folder. */
  name?: string;
  /** A function where they need the address of the scripted model. */
  settings?: StageSettings | ((url: string) => StageSettings);
  /** Rules as a script file has them, or a function. */
  script: Record<string, unknown> | ModelScript;
  /** Whether a person can answer. */
  interactive?: boolean;
  /** Plants what stands beside the project; gives further variables of the host's environment. */
  beside?(place: { home: string; folder: string }): Promise<Record<string, string>>;
  secret?: Ports["secret"];
}

export interface Answer {
  verdict: ApprovalVerdict;
  comment?: string;
  edit?: unknown;
}

export interface Stage {
  home: string;
  folder: string;
  server: ModelServer;
  engine: Engine;
  /** Starts a run and resolves with its id once its first facts are there. */
  start(prompt: string): Promise<string>;
  /** Starts a run and resolves with its id when it has ended or paused. */
  play(prompt: string): Promise<string>;
  /** Closes the engine as a host does, and makes another one over the same runs. */
  reopen(interactive?: boolean): Promise<Engine>;
  /** Resumes and resolves when the run has ended or paused. */
  resume(run: string): Promise<void>;
  /** The first fact that fits, now or when it comes. */
  until<Type extends FactType>(
    run: string,
    type: Type,
    fits?: (fact: FactOf<Type>) => boolean,
  ): Promise<FactOf<Type>>;
  /** Waits until the `nth` approval of a kind is asked for, and answers it as a person; returns what was asked. */
  give(
    run: string,
    kind: ApprovalKind,
    answer: Answer,
    nth?: number,
  ): Promise<{ asked: Approval; reply: Reply }>;
  facts(run: string): Promise<Fact[]>;
  /** Ends the log after the first append that holds a fitting fact, as a kill right after it would have. */
  cutAfter(run: string, fits: (fact: Fact) => boolean): void;
  /** A file of the user's folder; null where there is none. */
  read(path: string): string | null;
  write(path: string, text: string): void;
  close(): Promise<void>;
}

export async function createStage(options: StageOptions): Promise<Stage> {
  const home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-stage-"));
  const folder = join(home, options.name ?? "work");
  plant(folder, options.files ?? greetProject);
  const { script } = options;
  const server = await startModelServer(
    typeof script === "function" ? script : scriptOf(readScriptFile(JSON.stringify(script))),
  );
  const runs = createStoreFolder(join(home, "runs"));
  const more = await options.beside?.({ home, folder });
  const make = (interactive: boolean) =>
    createEngine({
      ports: { ...createTestPorts(), ...(options.secret ? { secret: options.secret } : {}) },
      runs,
      scratch: join(home, "scratch"),
      environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", ...more },
      interactive,
      product: "test",
      retainBytes: 1_000_000_000,
    });
  const logFile = (run: string) => join(home, "runs", run, "events.jsonl");

  const stage: Stage = {
    home,
    folder,
    server,
    engine: make(options.interactive ?? false),
    async start(prompt) {
      const given = typeof options.settings === "function" ? options.settings(server.url) : options.settings;
      const { limits, ...rest } = { checks: { test: "node test.mjs" }, ...given };
      const base = testSettings(server.url, rest);
      const settings = { ...base, limits: { ...base.limits, ...limits } };
      const started = await stage.engine.start({
        prompt,
        folder,
        role: null,
        settings,
        notices: [],
        origin: person,
      });
      if (!started.ok) throw new Error(started.failure.message);
      return started.run;
    },
    async play(prompt) {
      const run = await stage.start(prompt);
      await stage.engine.settled(run);
      return run;
    },
    async reopen(interactive = options.interactive ?? false) {
      await stage.engine.close();
      stage.engine = make(interactive);
      return stage.engine;
    },
    async resume(run) {
      const resumed = await stage.engine.resume(run, { origin: person });
      if (!resumed.ok) throw new Error(resumed.failure.message);
      await stage.engine.settled(run);
    },
    until: (run, type, fits = () => true) => firstFact(stage.engine, run, type, fits),
    async give(run, kind, answer, nth = 1) {
      const seen = new Set<string>();
      const { approval } = await firstFact(stage.engine, run, "approval.asked", (fact) => {
        if (fact.approval.kind === kind) seen.add(fact.approval.id);
        return fact.approval.kind === kind && seen.size === nth;
      });
      const { id, hash } = approval;
      const command = { type: "approval.give", approval: id, hash, scope: "once", ...answer } as const;
      return { asked: approval, reply: await stage.engine.send(run, command, person) };
    },
    async facts(run) {
      const store = await runs.find(run);
      return ((await store?.read())?.events ?? []).map(({ fact }) => fact);
    },
    cutAfter(run, fits) {
      truncateSync(logFile(run), endOfAppend(readFileSync(logFile(run)), fits));
    },
    read(path) {
      try {
        return readFileSync(join(folder, path), "utf8");
      } catch {
        return null;
      }
    },
    write: (path, text) => writeFileSync(join(folder, path), text),
    async close() {
      await stage.engine.close();
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return stage;
}

function plant(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "--allow-empty", "-m", "seed");
}

function firstFact<Type extends FactType>(
  engine: Engine,
  run: string,
  type: Type,
  fits: (fact: FactOf<Type>) => boolean,
): Promise<FactOf<Type>> {
  const stop = new AbortController();
  return new Promise((resolve, reject) => {
    const look = ({ fact }: { fact: Fact }) => {
      if (fact.type === type && fits(fact as FactOf<Type>)) {
        stop.abort();
        resolve(fact as FactOf<Type>);
      } else if (fact.type === "run.ended") {
        stop.abort();
        reject(new Error(`the run ended before ${type}: ${fact.summary}`));
      }
    };
    void engine.follow(run, 0, look, stop.signal);
  });
}

/** Offset behind the append that holds the first fitting fact. */
function endOfAppend(log: Buffer, fits: (fact: Fact) => boolean): number {
  let found = false;
  for (let from = 0; from < log.length; ) {
    const end = log.indexOf(10, from);
    const { event, more } = readLine(log, from, end) as StoredEvent;
    found ||= fits(event.fact);
    from = end + 1;
    if (found && more === 0) return from;
  }
  throw new Error("no fact fits");
}
