// Bundles the player whose disk fails, keeps a process of it for each stage, and hands them plays.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { bundleDoor } from "../bundleDoor";
import type { DiskEnd, DiskPlay } from "./diskPlayer";
import { diskReply } from "./diskPlot";

/** Longer than any play takes on a busy machine, a pause of the machine included. */
const stuckMs = 120_000;

export interface DiskTheatre {
  /** Null where the process ended or nothing came. */
  play(play: Omit<DiskPlay, "url">): Promise<DiskEnd | null>;
  close(): Promise<void>;
}

/** @param folder for the bundle; the caller removes it. */
export async function createDiskTheatre(folder: string): Promise<DiskTheatre> {
  const door = await bundleDoor(join(import.meta.dirname, "diskDoor.ts"), folder, "diskDoor.cjs");
  const server = await startModelServer(diskReply);
  const idle: Player[] = [];
  const all = new Set<Player>();
  return {
    async play(play) {
      const player = idle.pop() ?? startPlayer(door);
      all.add(player);
      const end = await player.play({ ...play, url: server.url });
      if (end) idle.push(player);
      else player.child.kill("SIGKILL");
      return end;
    },
    async close() {
      await server.close();
      for (const { child } of all) child.kill("SIGKILL");
    },
  };
}

interface Player {
  child: ChildProcessByStdio<Writable, Readable, null>;
  play(play: DiskPlay): Promise<DiskEnd | null>;
}

function startPlayer(script: string): Player {
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
  let answer: (end: DiskEnd | null) => void = () => undefined;
  createInterface({ input: child.stdout }).on("line", (line) => answer(JSON.parse(line) as DiskEnd));
  child.on("exit", () => answer(null));
  return {
    child,
    async play(play) {
      let timer: NodeJS.Timeout | undefined;
      const end = await new Promise<DiskEnd | null>((resolve) => {
        answer = resolve;
        timer = setTimeout(() => resolve(null), stuckMs);
        child.stdin.write(`${JSON.stringify(play)}\n`);
      });
      clearTimeout(timer);
      return end;
    },
  };
}
