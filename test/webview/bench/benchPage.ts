// The trace pane as it ships, in Chromium, joined to a host in this process: each message crosses as text, as it does
// between the extension and a webview. The way back is a binding of the page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, CDPSession } from "playwright-core";
import type { PaneDoor } from "../../../src/extension/panes/bridge";
import type { ToPane } from "../../../src/protocol/wire";
import { EventEmitter } from "../../extension/stand/basics";
import type { Served } from "../preview/servePanes";

/** What the page's own probe answers; see probe.js. */
export interface Frames {
  /** The frames' own times, milliseconds. */
  due: number[];
  /** When each was begun. */
  begun: number[];
}

export interface BenchPage {
  door: PaneDoor;
  /** Messages that were posted: kind, bytes of its text, and when, on the clock of `now`. */
  posted: { type: ToPane["type"]; bytes: number; at: number }[];
  /** Questions of the pane, by kind. */
  asked: Record<string, number>;
  /** What went wrong in the page. */
  faults: string[];
  /** Milliseconds of the clock that page and host share. */
  now(): number;
  /** A call of the probe. */
  probe<Value>(call: string): Promise<Value>;
  press(key: string): Promise<void>;
  /** Processor time of the page's main thread so far, milliseconds: what other programs do is not in it. */
  busy(): Promise<Busy>;
  /** Bytes of the page's script heap after a collection. */
  heap(): Promise<number>;
  profile: { start(): Promise<void>; stop(): Promise<unknown>; heap(): Promise<unknown> };
  close(): Promise<void>;
}

/** Milliseconds of the processor; all of it, and parts of it. */
export interface Busy {
  all: number;
  script: number;
  style: number;
  layout: number;
}

/** What came between two looks, in words: how much of the time the page's main thread was at work. */
export function busyText(from: Busy, to: Busy, seconds: number): string {
  const share = (part: keyof Busy) => `${((to[part] - from[part]) / seconds / 10).toFixed(0)} %`;
  return `main thread at work ${share("all")} of the time (script ${share("script")}, style ${share("style")}, layout ${share("layout")})`;
}

export interface PageOptions {
  browser: Browser;
  served: Served;
  /** The repository's own folder. */
  root: string;
  run: string;
}

/** Longer than any measurement takes. */
const patienceMs = 400_000;

const size = { width: 1440, height: 860 };

export async function openBenchPage({ browser, served, root, run }: PageOptions): Promise<BenchPage> {
  const context: BrowserContext = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  const session = await context.newCDPSession(page);
  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const wish = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", wish);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as Value;
  };
  await session.send("Runtime.enable");
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await session.send("Runtime.addBinding", { name: "kiloToHost" });
  await page.addInitScript(readFileSync(join(root, "test", "webview", "bench", "probe.js"), "utf8"));
  const heard = hearPage(session);
  await page.goto(served.address("trace", "dark"));
  const ahead = await clockAhead(evaluate);
  const now = () => performance.timeOrigin + performance.now() + ahead;
  const { posted, postMessage } = await wayIn(session, now);
  const door: PaneDoor = {
    kind: "trace",
    webview: { postMessage, onDidReceiveMessage: heard.onMessage },
    isVisible: () => true,
    onDidChangeVisibility: never,
    run: () => run,
  };
  return {
    door,
    posted,
    asked: heard.asked,
    faults,
    now,
    probe: (call) => inTime(evaluate(`kiloProbe.${call}`), call, faults),
    press: (key) => page.keyboard.press(key),
    busy: () => busyOf(session),
    heap: () => heapOf(session),
    profile: profiler(session),
    close: () => context.close(),
  };
}

/** By how much the page's clock is before this process's: the middle of the quickest of some questions. */
async function clockAhead(evaluate: (text: string) => Promise<number>): Promise<number> {
  let best = { way: Number.POSITIVE_INFINITY, ahead: 0 };
  for (let round = 0; round < 10; round += 1) {
    const from = performance.now();
    const there = await evaluate("performance.timeOrigin + performance.now()");
    const way = performance.now() - from;
    if (way < best.way) best = { way, ahead: there - (performance.timeOrigin + from + way / 2) };
  }
  return best.ahead;
}

/** What never comes is told with what the page complained of. */
async function inTime<Value>(work: Promise<Value>, call: string, faults: string[]): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const say = () => reject(new Error(`the page did not answer ${call}; it says: ${faults.join("; ")}`));
    timer = setTimeout(say, patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A pane that stays visible. */
const never = new EventEmitter<void>().event as unknown as PaneDoor["onDidChangeVisibility"];

/** What the page says; what it said before anybody listened is told to the first who does. */
function hearPage(session: CDPSession) {
  const received = new EventEmitter<unknown>();
  const early: unknown[] = [];
  const asked: BenchPage["asked"] = {};
  let isHeard = false;
  session.on("Runtime.bindingCalled", ({ name, payload }) => {
    if (name !== "kiloToHost") return;
    const message = JSON.parse(payload) as { type: string; query?: { type: string } };
    const kind = message.query?.type ?? message.type;
    asked[kind] = (asked[kind] ?? 0) + 1;
    if (isHeard) received.fire(message);
    else early.push(message);
  });
  const onMessage: PaneDoor["webview"]["onDidReceiveMessage"] = (listener) => {
    const end = received.event(listener);
    isHeard = true;
    for (const message of early.splice(0)) received.fire(message);
    return end;
  };
  return { asked, onMessage };
}

/** What is posted goes to the page as text, at once and in order. */
async function wayIn(session: CDPSession, now: () => number) {
  const posted: BenchPage["posted"] = [];
  const { result } = await session.send("Runtime.evaluate", { expression: "kiloFromHost" });
  const { objectId } = result;
  if (objectId === undefined) throw new Error("the page has no way in");
  const functionDeclaration = "function (json) { this(json); }";
  const postMessage = async (message: ToPane): Promise<boolean> => {
    const at = now();
    const value = JSON.stringify(message);
    posted.push({ type: message.type, bytes: Buffer.byteLength(value), at });
    await session.send("Runtime.callFunctionOn", { objectId, functionDeclaration, arguments: [{ value }] });
    return true;
  };
  return { posted, postMessage };
}

async function busyOf(session: CDPSession): Promise<Busy> {
  const { metrics } = await session.send("Performance.getMetrics");
  const ms = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN) * 1000;
  return {
    all: ms("TaskDuration"),
    script: ms("ScriptDuration"),
    style: ms("RecalcStyleDuration"),
    layout: ms("LayoutDuration"),
  };
}

async function heapOf(session: CDPSession): Promise<number> {
  for (let round = 0; round < 3; round += 1) await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

function profiler(session: CDPSession): BenchPage["profile"] {
  return {
    async start() {
      await session.send("Profiler.enable");
      await session.send("Profiler.setSamplingInterval", { interval: 500 });
      await session.send("Profiler.start");
    },
    async stop() {
      const { profile } = await session.send("Profiler.stop");
      await session.send("Profiler.disable");
      return profile;
    },
    /** Everything on the script heap, as Chromium's own tools read it. */
    async heap() {
      const chunks: string[] = [];
      const take = ({ chunk }: { chunk: string }) => void chunks.push(chunk);
      session.on("HeapProfiler.addHeapSnapshotChunk", take);
      await session.send("HeapProfiler.takeHeapSnapshot", {});
      session.off("HeapProfiler.addHeapSnapshotChunk", take);
      return JSON.parse(chunks.join(""));
    },
  };
}
