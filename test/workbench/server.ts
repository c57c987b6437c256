// One code-server on loopback with the extensions it is given, in folders and a process group of its own. It sees the
// variables it is given and nothing of the developer's keys, proxies, git configuration or home.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PreparedWorkbench } from "./prepare.mjs";

export interface ServerOptions {
  tools: PreparedWorkbench;
  /** An empty folder that the caller removes; its path is short, as it holds sockets. */
  top: string;
  /** Packaged extensions to install. */
  vsix: readonly string[];
  /** Variables of the extension host beside the plain ones. */
  env: Readonly<Record<string, string>>;
  /** All of the user's settings. */
  settings: Readonly<Record<string, unknown>>;
  /** False: every folder counts as trusted. True: VS Code's Workspace Trust decides. */
  trust: boolean;
}

export interface Server {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** The user's settings.json. */
  settingsPath: string;
  /** Connections to other machines, one JSON line each; absent while there is none. */
  connectionsPath: string;
  /** Folder of the logs of server and extension host. */
  logs: string;
  /** What the server has printed. */
  printed(): string;
  /** Ends every process of the server and waits until none is left. */
  stop(): Promise<void>;
}

const startMs = 60_000;
const endMs = 8_000;

/** Installs the extensions and starts the server; resolves when it answers. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { top, tools } = options;
  const places = {
    data: join(top, "data"),
    extensions: join(top, "extensions"),
    home: join(top, "home"),
    temporary: join(top, "tmp"),
  };
  const settingsPath = join(places.data, "User", "settings.json");
  for (const folder of [...Object.values(places), join(places.data, "User")])
    await mkdir(folder, { recursive: true });
  await writeFile(join(top, "code-server.yaml"), "");
  await writeFile(
    join(places.home, ".gitconfig"),
    "[user]\n\tname = A Person\n\temail = person@example.com\n",
  );
  await writeFile(settingsPath, JSON.stringify(options.settings, null, 2));
  const connectionsPath = join(top, "connections.jsonl");
  const env = { ...plainVariables(places.home, places.temporary, connectionsPath), ...options.env };
  const given = ["--config", join(top, "code-server.yaml"), "--user-data-dir", places.data];
  const words = [tools.codeServer, ...given, "--extensions-dir", places.extensions];
  const install = options.vsix.flatMap((path) => ["--install-extension", path]);
  await promisify(execFile)(tools.node, [...words, ...install], { env });
  const flags = options.trust ? serverFlags : [...serverFlags, "--disable-workspace-trust"];
  // The server hands Node's own flags on to the extension host, but takes NODE_OPTIONS away from it.
  const watched = ["--require", join(import.meta.dirname, "recordConnections.cjs")];
  const child = spawn(tools.node, [...watched, ...words, ...flags], { env, cwd: top, detached: true });
  const { url, printed } = await listening(child);
  return {
    url,
    settingsPath,
    connectionsPath,
    logs: join(places.data, "logs"),
    printed,
    stop: () => endGroup(child),
  };
}

const serverFlags = [
  ["--auth", "none"],
  ["--bind-addr", "127.0.0.1:0"],
  "--disable-telemetry",
  "--disable-update-check",
  "--disable-getting-started-override",
  ["--reconnection-grace-time", "5"],
  // Should the tests be killed, it ends by itself.
  ["--idle-timeout-seconds", "600"],
].flat();

function plainVariables(home: string, temporary: string, connections: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    LANG: "C.UTF-8",
    HOME: home,
    TMPDIR: temporary,
    SHELL: "/bin/sh",
    GIT_CONFIG_NOSYSTEM: "1",
    NO_PROXY: "127.0.0.1,localhost",
    KILO_CONNECTIONS: connections,
  };
}

/** Waits for the line with the address, then for an answer there. */
async function listening(child: ChildProcess): Promise<{ url: string; printed: () => string }> {
  let text = "";
  const end = () => signalGroup(child, "SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => {
      end();
      reject(new Error(`code-server ${why}:\n${text}`));
    };
    const timer = setTimeout(() => fail(`said no address in ${startMs} ms`), startMs);
    const read = (bytes: Buffer) => {
      text = (text + bytes.toString("utf8")).slice(-1_000_000);
      const found = /listening on (http:\/\/[\d.:]+)/.exec(text)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", (thrown) => fail(`did not start (${thrown.message})`));
    child.once("exit", (code) => fail(`ended with ${code}`));
  });
  const { status } = await fetch(`${url}/healthz`);
  if (status !== 200) throw new Error(`code-server answers ${status}:\n${text}`);
  return { url, printed: () => text };
}

/** Asks the whole group to end, then ends it. TERM to the parent alone leaves children. */
async function endGroup(child: ChildProcess): Promise<void> {
  const asked = Date.now();
  signalGroup(child, "SIGTERM");
  while ((await livingMembers(child)).length > 0) {
    if (Date.now() - asked > endMs) signalGroup(child, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // Nobody is left.
  }
}

/** Ids of the group's processes; dead ones nobody has waited for do not count. */
async function livingMembers({ pid }: ChildProcess): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(ids.map((id) => readFile(`/proc/${id}/stat`, "latin1").catch(() => "")));
  return ids.filter((_, at) => {
    // "id (name) state parent group …"; the name may hold spaces and parentheses.
    const [state, , group] = (texts[at] ?? "").replace(/^.*\) /s, "").split(" ");
    return group === String(pid) && state !== "Z" && state !== "X";
  });
}
