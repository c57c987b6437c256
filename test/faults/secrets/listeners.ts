// Who listens on a TCP port: of processes, by the kernel's own tables and the sockets each of them holds. Linux only.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Processes whose environment holds one of some texts: those of a test that has a home of its own, or of a run. */
export function processesWith(texts: readonly string[]): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const environment = read(`/proc/${pid}/environ`);
      return texts.some((text) => environment.includes(text));
    });
}

/** `0100007F:1F90` for each listening port that one of the processes holds, with its process. */
export function listenersOf(pids: readonly number[]): string[] {
  return pids.flatMap((pid) => {
    const own = socketsOf(pid);
    return own.size === 0
      ? []
      : // Its own tables: a process may have a network of its own.
        ["tcp", "tcp6"].flatMap((table) =>
          read(`/proc/${pid}/net/${table}`)
            .split("\n")
            .slice(1)
            .map((line) => line.trim().split(/\s+/))
            .filter((fields) => fields[3] === "0A" && own.has(fields[9] ?? ""))
            .map(
              (fields) =>
                `${fields[1]} held by ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`,
            ),
        );
  });
}

/** What was seen of some processes: who they were, how often they were looked at, and what listened. */
export interface Watched {
  processes: Set<number>;
  looks: number;
  lost: Set<string>;
}

/**
 * Looks at once, then again and again until it is ended.
 * @param whom who is looked at; may change meanwhile
 * @returns ends it
 */
export function lookout(whom: () => readonly number[], everyMs: number): () => Promise<Watched> {
  const seen: Watched = { processes: new Set(), looks: 0, lost: new Set() };
  let ended = false;
  const look = async () => {
    while (!ended) {
      const pids = whom();
      for (const pid of pids) seen.processes.add(pid);
      for (const found of listenersOf(pids)) seen.lost.add(found);
      seen.looks += 1;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    return seen;
  };
  const looked = look();
  return () => {
    ended = true;
    return looked;
  };
}

/** Those of some processes that are an extension host of VS Code, and what they started. */
export function extensionHosts(pids: readonly number[]): number[] {
  const hosts = new Set(pids.filter((pid) => read(`/proc/${pid}/cmdline`).includes("--type=extensionHost")));
  for (let grown = -1; grown !== hosts.size; ) {
    grown = hosts.size;
    for (const pid of pids) if (hosts.has(parentOf(pid))) hosts.add(pid);
  }
  return [...hosts];
}

/** "id (name) state parent …"; the name may hold spaces and parentheses. */
function parentOf(pid: number): number {
  return Number(
    read(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, "")
      .split(" ")[1],
  );
}

function socketsOf(pid: number): Set<string> {
  const folder = `/proc/${pid}/fd`;
  try {
    return new Set(
      readdirSync(folder).flatMap((fd) => {
        try {
          return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
        } catch {
          return [];
        }
      }),
    );
  } catch {
    return new Set();
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
