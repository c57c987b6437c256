// Bundles the player once, with its compiled code, and plays: what may die in a process of its own, a play nobody kills in
// one that is kept for the next such play, for a start costs as much as a good part of the story.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { build } from "esbuild";
import type { Play, PlayEnd } from "./player";

/** Longer than any case takes on a busy machine; a player that reaches it is stuck. */
const stuckMs = 60_000;

export interface Players {
  /** Plays and answers how it ended; null where the process was killed. */
  start(play: Play): Promise<PlayEnd | null>;
  /** Ends the processes that were kept. */
  close(): Promise<void>;
}

/** @param folder for the bundle; the caller removes it. */
export async function bundlePlayer(folder: string): Promise<Players> {
  await build({
    entryPoints: {
      player: join(import.meta.dirname, "player.ts"),
      stageDoor: join(import.meta.dirname, "stageDoor.ts"),
    },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    // Loaded on demand, and no case asks for them.
    external: ["openai", "@pydantic/genai-prices", "@clack/prompts"],
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    logLevel: "error",
  });
  const door = join(folder, "stageDoor.cjs");
  const idle: KeptPlayer[] = [];
  let plays = 0;
  return {
    async start(play) {
      plays += 1;
      // The first leaves its compiled code to the others when it ends.
      if (plays === 1 || play.kill || play.step || play.inCommand) return playAlone(door, play);
      const player = idle.pop() ?? keepPlayer(door);
      const end = await player.play(play);
      if (end.end !== "stuck") idle.push(player);
      return end;
    },
    async close() {
      await Promise.all(idle.splice(0).map((player) => player.close()));
    },
  };
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

interface Ended {
  output: string;
  errors: string;
  /** Null where it was killed. */
  code: number | null;
}

function startChild(args: string[]): { child: Child; ended: Promise<Ended> } {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] });
  const said = { output: "", errors: "" };
  child.stdout.on("data", (text) => {
    said.output += text;
  });
  child.stderr.on("data", (text) => {
    said.errors += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...said, code }));
  });
  return { child, ended };
}

async function playAlone(door: string, play: Play): Promise<PlayEnd | null> {
  const { child, ended } = startChild([door, JSON.stringify(play)]);
  child.stdin.end();
  let stuck = false;
  const timer = setTimeout(() => {
    stuck = true;
    child.kill("SIGKILL");
  }, stuckMs);
  const { output, errors, code } = await ended;
  clearTimeout(timer);
  if (stuck) return { end: "stuck", appends: [], steps: [] };
  if (code === null) return null;
  if (code !== 0) throw new Error(`the player failed: ${errors}`);
  // Nothing was left to wait for, and yet the run did not end.
  if (output === "") return { end: "stuck", appends: [], steps: [] };
  return JSON.parse(output) as PlayEnd;
}

interface KeptPlayer {
  play(play: Play): Promise<PlayEnd>;
  close(): Promise<void>;
}

/** A player that plays one play after another. */
function keepPlayer(door: string): KeptPlayer {
  const { child, ended } = startChild([door]);
  let waiting: ((line: string) => void) | null = null;
  let open = "";
  child.stdout.on("data", (text) => {
    open += text;
    const end = open.indexOf("\n");
    if (end < 0) return;
    const line = open.slice(0, end);
    open = open.slice(end + 1);
    waiting?.(line);
  });
  return {
    async play(play) {
      child.stdin.write(`${JSON.stringify(play)}\n`);
      let timer: NodeJS.Timeout | undefined;
      const said = new Promise<PlayEnd>((resolve) => {
        waiting = (line) => resolve(JSON.parse(line) as PlayEnd);
      });
      const stuck = new Promise<PlayEnd>((resolve) => {
        timer = setTimeout(() => {
          child.kill("SIGKILL");
          resolve({ end: "stuck", appends: [], steps: [] });
        }, stuckMs);
      });
      const failed = ended.then(({ errors }): never => {
        throw new Error(`the player failed: ${errors}`);
      });
      failed.catch(() => undefined);
      try {
        return await Promise.race([said, stuck, failed]);
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
