// A stage on which a session file is played as a host plays it: files read, widenings approved, settings sealed, agents in
// real worktrees, a scripted model that answers each agent by its name. Nothing but the model is not real.
import { execFileSync } from "node:child_process";
import {
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
import { readBody } from "../../src/core/agent/body";
import { addTrust } from "../../src/core/config/trust";
import type { Engine, StartRun } from "../../src/core/engine";
import { loadSettings, modelLookups } from "../../src/core/host/loadSettings";
import { type HostPlace, openEngineAt } from "../../src/core/host/openEngineAt";
import { sealSession } from "../../src/core/host/sessionSeal";
import { approveWidening, readSessionSettings } from "../../src/core/host/sessionSettings";
import { taskText } from "../../src/demo/modelServer/script";
import { type RecordedRequest, startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { Approval, ApprovalKind } from "../../src/protocol/approval";
import type { RunEvent } from "../../src/protocol/event";
import type { Result } from "../../src/protocol/failure";
import { fold } from "../../src/protocol/fold";
import type { Body } from "../../src/protocol/message";
import type { RunView } from "../../src/protocol/run";
import { agentOf, type Parts, scriptOfParts } from "./parts";

export interface SessionStage {
  home: string;
  folder: string;
  /** What the session would be sealed with. @param approve whether a person approves what widens. */
  seal(wish?: PlayWish): Promise<Omit<StartRun, "origin">>;
  play(wish?: PlayWish): Promise<PlayedSession>;
  /** A file of the user's folder; null where there is none. */
  read(path: string): string | null;
  git(...words: string[]): string;
  close(): Promise<void>;
}

export interface PlayWish {
  task?: string;
  /** Path of a session file. */
  session?: string;
  batchSize?: number;
  /** False: nothing that widens holds. */
  approve?: boolean;
}

export interface PlayedSession {
  run: string;
  view: RunView;
  events: RunEvent[];
  /** View after each event. */
  each(see: (view: RunView, event: RunEvent) => void): void;
  notices: string[];
  /** Merges a person was asked about, and what else only a person may answer: all of it was approved. */
  asked: Approval[];
  report: string;
  /** The text of what a fact keeps in short. */
  body(body: Body): string;
  /** Text of an artifact, by `<agent>/<name>`. */
  artifact(name: string): string;
  /** What an agent's first task started from. */
  packetOf(agent: string): string;
  /** Requests a model got for an agent, in order. */
  requests: readonly RecordedRequest[];
}

const person = { kind: "person", via: "test" } as const;

/**
 * @param files of the project; it is a repository with one commit, and trusted.
 * @param config more of the user's own config.toml; `<url>` is the model server.
 */
export async function openSessionStage(
  files: Readonly<Record<string, string>>,
  parts: Parts,
  config = "",
): Promise<SessionStage> {
  const home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-seed-"));
  const folder = join(home, "my-app");
  plant(folder, files);
  const server = await startModelServer(scriptOfParts(parts));
  const kilo = join(home, "kilo");
  mkdirSync(kilo, { mode: 0o700 });
  writeFileSync(
    join(kilo, "config.toml"),
    `${configOf(server.url)}${config.replaceAll("<url>", server.url)}`,
    { mode: 0o600 },
  );
  await addTrust(kilo, folder);
  const variables = { PATH: process.env.PATH, HOME: home, KILO_HOME: kilo, LANG: "C.UTF-8" };
  const place: HostPlace = { variables, folder };
  const engines: Engine[] = [];
  const git = (...words: string[]) => execFileSync("git", words, { cwd: folder }).toString();
  const path = (name: string) => join(folder, name);
  return {
    home,
    folder,
    git,
    seal: (wish = {}) => sealed(place, wish),
    async play(wish = {}) {
      const { engine, runs } = openEngineAt(place, {
        interactive: true,
        secret: async () => "test-key-of-no-value",
        live: () => {},
        retainBytes: 1e9,
        product: "test",
      });
      engines.push(engine);
      const start = await sealed(place, wish);
      const started = await engine.start({ ...start, origin: person });
      if (!started.ok) throw new Error(started.failure.message);
      const asked = await approveAsked(engine, started.run);
      const store = await runs.find(started.run);
      if (!store) throw new Error("the run left no log");
      return playedOf(
        await store.read(),
        { engine, run: started.run, start, asked, requests: server.requests },
        (hash) => store.getBlob(hash),
      );
    },
    read: (name) => (existsSync(path(name)) ? readFileSync(path(name), "utf8") : null),
    async close() {
      for (const engine of engines) await engine.close();
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A person who approves what only they may, until the session has ended or rests. @returns what they were shown. */
async function approveAsked(engine: Engine, run: string): Promise<Approval[]> {
  const asked: Approval[] = [];
  const stop = new AbortController();
  const look = ({ fact }: RunEvent) => {
    if (fact.type === "run.ended" || fact.type === "run.paused") stop.abort();
    if (fact.type !== "approval.asked") return;
    if (fact.approval.kind !== "merge" && !fact.approval.mustAsk) return;
    const { id, hash } = fact.approval;
    asked.push(fact.approval);
    const command = { type: "approval.give" as const, approval: id, hash, verdict: "approved" as const };
    setImmediate(() => void engine.send(run, { ...command, scope: "once" }, person));
  };
  await engine.follow(run, 0, look, stop.signal);
  await engine.settled(run);
  return asked;
}

async function sealed(place: HostPlace, wish: PlayWish): Promise<Omit<StartRun, "origin">> {
  const { task = "", session: file = null, batchSize = null, approve: widens = true } = wish;
  const approve: ApprovalKind[] = ["plan", "subtask", "completion", "command", "edit"];
  const flags = { isolation: "worktree" as const, approve };
  const loaded = value(await loadSettings(place, { flags, terminal: false, trusted: true, session: true }));
  const wishes = { file, flags: { batchSize } };
  const first = value(await readSessionSettings(place, loaded, wishes));
  if (widens) await approveWidening(place, first);
  const session = widens ? value(await readSessionSettings(place, loaded, wishes)) : first;
  const lookups = modelLookups(loaded.secret);
  return value(await sealSession(place, loaded.config, session, { task, lookups }));
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

async function playedOf(
  { events }: { events: RunEvent[] },
  made: {
    engine: Engine;
    run: string;
    start: Omit<StartRun, "origin">;
    asked: Approval[];
    requests: readonly RecordedRequest[];
  },
  blob: (hash: string) => Uint8Array,
): Promise<PlayedSession> {
  const { engine, run, start, asked, requests } = made;
  const view = await engine.view(run);
  if (!view) throw new Error("no view");
  const told = await engine.ask(run, { type: "report" });
  const report = told.ok && told.answer.type === "report" ? (told.answer.text ?? "") : "";
  return {
    run,
    view,
    events,
    notices: [...start.notices],
    asked,
    report,
    requests,
    each(see) {
      let now: RunView | null = null;
      for (const event of events) {
        now = fold(now, event);
        see(now, event);
      }
    },
    packetOf: (agent) => taskText(demandRequest(requests, agent)),
    body: (body) => readBody(body, blob),
    artifact(name) {
      const hash = view.artifacts[name]?.hash;
      if (hash === undefined)
        throw new Error(`no artifact ${name}, but ${Object.keys(view.artifacts).join(", ")}`);
      return Buffer.from(blob(hash)).toString("utf8");
    },
  };
}

function demandRequest(requests: readonly RecordedRequest[], agent: string): RecordedRequest {
  const first = requests.find((request) => agentOf(request) === agent);
  if (!first) throw new Error(`no request of ${agent}`);
  return first;
}

function configOf(url: string): string {
  const roles = ["planner", "coder", "debugger", "reviewer", "security", "tester", "ask"];
  return [
    "[orchestrator]",
    "budget_usd = 20",
    "[orchestrator.models]",
    ...roles.map((role) => `${role} = "scripted/model-1"`),
    "[ci]",
    "auto_approve = true",
    "[providers.scripted]",
    `base_url = "${url}"`,
    'api = "anthropic"',
    '[prices."scripted/model-1"]',
    "input = 3",
    "output = 15",
    '[prices."scripted/model-2"]',
    "input = 1",
    "output = 5",
    "",
  ].join("\n");
}

function plant(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.invalid"];
  for (const words of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["commit", "-qm", "start"],
  ])
    execFileSync("git", [...identity, ...words], { cwd: folder, stdio: "ignore" });
}
