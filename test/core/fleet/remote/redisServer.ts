// A Redis of its own for a test file: Debian's, from the machine or unpacked into the user's cache folder without installing
// anything. Where it cannot be had, tests are skipped with a printed sentence.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findOnPath } from "../../../../src/core/process/findOnPath";

const run = promisify(execFile);

/** The server is in the package of the tools, as a program that looks at its own name. */
const packages = ["redis-tools", "libjemalloc2", "liblzf1", "libatomic1"];

export interface RedisProgram {
  program: string;
  env: NodeJS.ProcessEnv;
}

export type Found = { ok: true; redis: RedisProgram } | { ok: false; why: string };

/** Finds Redis or unpacks it, once per machine. */
export async function findRedis(): Promise<Found> {
  const installed = findOnPath(process.env, "redis-server");
  if (installed !== null) return { ok: true, redis: { program: installed, env: process.env } };
  if (process.platform !== "linux") return { ok: false, why: "there is no redis-server on the PATH." };
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "kilo-orchestrator");
  const folder = join(cache, `redis-${process.arch}`);
  try {
    if (!existsSync(join(folder, "usr", "bin", "redis-server"))) await unpack(cache, folder);
    const redis = programIn(folder);
    await run(redis.program, ["--version"], { env: redis.env });
    return { ok: true, redis };
  } catch (thrown) {
    const said = (thrown as { stderr?: string }).stderr || String(thrown);
    const why = said.trim().split("\n").at(-1)?.slice(0, 200);
    return { ok: false, why: `Debian's package redis-tools could not be unpacked (${why}).` };
  }
}

function programIn(folder: string): RedisProgram {
  const libraries = join(folder, "usr", "lib");
  const triple = readdirSync(libraries).find((name) => name.endsWith("-linux-gnu")) ?? "";
  const env = { ...process.env, LD_LIBRARY_PATH: join(libraries, triple) };
  return { program: join(folder, "usr", "bin", "redis-server"), env };
}

async function unpack(cache: string, folder: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(`${folder}.partial-`);
  try {
    // A failed update is no end: the lists that are there may do.
    if (process.getuid?.() === 0) await run("apt-get", ["-qq", "update"]).catch(() => undefined);
    await run("apt-get", ["-qq", "download", ...packages], { cwd: partial });
    for (const name of readdirSync(partial).filter((one) => one.endsWith(".deb")))
      await run("dpkg-deb", ["-x", join(partial, name), partial]);
    const server = join(partial, "usr", "bin", "redis-server");
    if (!existsSync(server)) symlinkSync("redis-check-rdb", server);
    // Another process may have been first; what it made is as good.
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

export interface RedisServer {
  url: string;
  port: number;
  /** It answers no more, and its connections stay. */
  freeze(): void;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** @param password asked of everybody; none where not given. */
export async function startRedis(
  { program, env }: RedisProgram,
  { password, port }: { password?: string; port?: number } = {},
): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "kilo-redis-"));
  const at = port ?? (await freePort());
  const words = ["--port", String(at), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  if (password !== undefined) words.push("--requirepass", password);
  const child = spawn(program, words, { env, stdio: ["ignore", "pipe", "inherit"] });
  const end = async (signal: NodeJS.Signals) => {
    await ended(child, signal);
    rmSync(folder, { recursive: true, force: true });
  };
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("redis-server did not start")));
    child.stdout.on("data", (bytes) => {
      if (String(bytes).includes("Ready to accept connections")) resolve();
    });
  });
  const secret = password === undefined ? "" : `:${password}@`;
  return {
    url: `redis://${secret}127.0.0.1:${at}`,
    port: at,
    freeze: () => void child.kill("SIGSTOP"),
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}
