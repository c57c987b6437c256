// Makes the workbench the tests run in: code-server under a Node of its own, in the user's cache folder, once per version.
// It downloads from npm's and apt's own sources only, leaves no half-built folder behind, and answers with a value: a
// machine where the workbench cannot be had is told why in one sentence, and never fails a test.
import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a workbench is made of. code-server refuses any other major version of Node. */
const versions = { node: "24.21.0", codeServer: "4.139.1", argon2: "0.44.0" };

/** Commands that building code-server's native modules needs, and the Debian packages that bring them. */
const buildCommands = [
  ["git", ["git"]],
  ["curl", ["curl"]],
  ["python3", ["python3"]],
  ["make", ["build-essential"]],
  ["c++", ["build-essential"]],
  ["pkg-config", ["pkg-config"]],
  ["krb5-config", ["libkrb5-dev"]],
];
/** Without recommended packages Chromium comes without a font, and pictures would show no text. */
const chromiumPackages = ["chromium", "fonts-liberation", "fonts-dejavu-core"];
const chromiumNames = ["chromium", "chromium-browser", "google-chrome"];

const longestBuildMs = 20 * 60_000;

/**
 * Finds the workbench of these versions or makes it (about two minutes).
 * @param {{ cache?: string, say?: (line: string) => void }} [options] `cache`: another cache folder; `say`: hears what takes long.
 * @returns {Promise<{ ok: true, node: string, codeServer: string, chromium: string } | { ok: false, why: string }>}
 * `node` and `chromium` are programs, `codeServer` is the script to start with `node`.
 */
export async function prepareWorkbench(options = {}) {
  const say = options.say ?? ((line) => console.error(line));
  try {
    return await prepare(options.cache ?? cacheFolder(), say);
  } catch (thrown) {
    return { ok: false, why: `The workbench could not be made: ${firstLine(thrown)}` };
  }
}

/** Installs bubblewrap where that is possible. Tests of the sandbox say themselves that they are left out without it. */
export async function prepareSandbox() {
  if (process.platform !== "linux" || findProgram("bwrap") !== null) return;
  await installPackages(["bubblewrap"], () => {}).catch(() => undefined);
}

async function prepare(cache, say) {
  if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch))
    return {
      ok: false,
      why: `The workbench runs on Linux only, not on ${process.platform} ${process.arch}.`,
    };
  const folder = join(cache, `workbench-${versions.codeServer}-node-${versions.node}-${process.arch}`);
  const built = existsSync(join(folder, "ready.json"));
  const missing = missingPackages(built ? [] : buildCommands);
  if (missing.length > 0) {
    const why = await installPackages(missing, say);
    if (why !== null) return { ok: false, why };
  }
  const chromium = findChromium();
  if (chromium === null)
    return {
      ok: false,
      why: "The workbench needs Chromium; KILO_CHROMIUM names one that is not on the PATH.",
    };
  if (!built) {
    const why = await build(folder, say);
    if (why !== null) return { ok: false, why };
  }
  return { ok: true, ...pathsIn(folder), chromium };
}

function pathsIn(folder) {
  const modules = join(folder, "node_modules");
  return {
    node: join(modules, `node-linux-${process.arch}`, "bin", "node"),
    codeServer: join(modules, "code-server", "out", "node", "entry.js"),
  };
}

function cacheFolder() {
  const given = process.env.XDG_CACHE_HOME;
  return join(given?.startsWith("/") ? given : join(homedir(), ".cache"), "kilo-orchestrator");
}

/** @returns {string | null} the path of Chromium's program. */
function findChromium() {
  const given = process.env.KILO_CHROMIUM;
  if (given) return given.includes("/") ? (isProgram(given) ? given : null) : findProgram(given);
  return chromiumNames.map(findProgram).find((path) => path !== null) ?? null;
}

function findProgram(name) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** @returns {string[]} Debian packages that bring what is not there. */
function missingPackages(commands) {
  const missing = commands.filter(([name]) => findProgram(name) === null).flatMap(([, packages]) => packages);
  // A Chromium named by hand is not replaced by another one.
  if (findChromium() === null && !process.env.KILO_CHROMIUM) missing.push(...chromiumPackages);
  return [...new Set(missing)];
}

/** @returns {Promise<string | null>} why not, or null when they are installed. */
async function installPackages(missing, say) {
  const names = missing.join(" ");
  if (findProgram("apt-get") === null) return `The workbench needs what Debian calls ${names}.`;
  if (process.getuid?.() !== 0)
    return `The workbench needs packages that only root may install: apt-get install ${names}.`;
  say(`Installing Debian packages for the workbench: ${names}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  // A failed update is no end: the lists that are there may do.
  await run("apt-get", [...wait, "-qq", "update"], { env });
  const words = [...wait, "-qq", "install", "--yes", "--no-install-recommends", ...missing];
  const { code, errors } = await run("apt-get", words, { env });
  return code === 0 ? null : `The workbench needs ${names}, and apt-get failed: ${firstLine(errors)}`;
}

/** Builds beside the folder and renames at the end. @returns {Promise<string | null>} why not, or null. */
async function build(folder, say) {
  await mkdir(dirname(folder), { recursive: true });
  if (await waitForOthers(folder, say)) return null;
  // A folder of that name without its mark was not made by a finished build.
  await rm(folder, { recursive: true, force: true });
  say("Making the workbench for tests in the cache folder (about two minutes, once per machine)…");
  const partial = await mkdtemp(`${folder}.partial-${process.pid}-`);
  try {
    const why = await install(partial);
    if (why !== null) return why;
    await writeFile(join(partial, "ready.json"), `${JSON.stringify(versions)}\n`);
    await rename(partial, folder).catch((thrown) => {
      // Another process was first; what it made is as good.
      if (!existsSync(join(folder, "ready.json"))) throw thrown;
    });
    return null;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/**
 * Waits while another process builds the same folder, and removes what builds that are gone have left.
 * @returns {Promise<boolean>} true when the folder is there now.
 */
async function waitForOthers(folder, say) {
  let told = false;
  for (;;) {
    if (existsSync(join(folder, "ready.json"))) return true;
    if (!(await othersAtWork(folder))) return false;
    if (!told) say("Another process makes the workbench; waiting for it.");
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function othersAtWork(folder) {
  const prefix = `${basename(folder)}.partial-`;
  const names = (await readdir(dirname(folder))).filter((name) => name.startsWith(prefix));
  let found = false;
  for (const name of names) {
    const path = join(dirname(folder), name);
    const age = Date.now() - ((await stat(path).catch(() => null))?.birthtimeMs ?? 0);
    if (age < longestBuildMs && isAlive(Number.parseInt(name.slice(prefix.length), 10))) found = true;
    else await rm(path, { recursive: true, force: true });
  }
  return found;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (thrown) {
    return thrown.code === "EPERM";
  }
}

/** Installs Node, then code-server with that Node, and starts it once. @returns {Promise<string | null>} why not, or null. */
async function install(folder) {
  const { codeServer, argon2 } = versions;
  const scripts = { [`code-server@${codeServer}`]: true, [`argon2@${argon2}`]: true };
  const described = { name: "workbench", private: true, allowScripts: scripts };
  await writeFile(join(folder, "package.json"), JSON.stringify(described));
  const nodeName = `node-linux-${process.arch}`;
  const first = await npmInstall(folder, `${nodeName}@${versions.node}`, process.env);
  if (first !== null) return first;
  const machine = await run("npm", ["config", "get", "globalconfig"], { cwd: folder });
  const nodeFolder = join(folder, "node_modules", nodeName);
  const env = {
    ...process.env,
    PATH: `${join(nodeFolder, "bin")}${delimiter}${process.env.PATH ?? ""}`,
    // node-gyp would download headers; these lie beside the Node they belong to.
    npm_config_nodedir: nodeFolder,
    // npm looks for the machine's own configuration beside the Node it runs on, and would look in vain.
    ...(machine.code === 0 ? { npm_config_globalconfig: machine.said.trim() } : {}),
  };
  const second = await npmInstall(folder, `code-server@${codeServer}`, env);
  if (second !== null) return second;
  const paths = pathsIn(folder);
  // It writes a configuration into the home folder of whoever asks.
  const asked = { ...env, HOME: folder, XDG_CONFIG_HOME: join(folder, ".config") };
  const { code, errors } = await run(paths.node, [paths.codeServer, "--version"], { env: asked });
  return code === 0
    ? null
    : `code-server ${codeServer} was installed but does not start: ${firstLine(errors)}`;
}

async function npmInstall(folder, wanted, environment) {
  // What `npm test` says about this project and its Node must not reach an npm that works in another folder with another one.
  const env = Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^npm_(package|lifecycle|config_local_prefix|config_user_agent)/.test(name),
    ),
  );
  const words = ["install", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts=false", wanted];
  const { code, errors } = await run("npm", words, { cwd: folder, env });
  if (code === 0) return null;
  await keepLog(folder, wanted, errors);
  return `npm could not install ${wanted}: ${firstLine(errors)}`;
}

/** The whole output of a failed installation, for whoever wants to know more than one sentence. */
async function keepLog(folder, wanted, text) {
  const path = join(dirname(folder), "workbench-failure.log");
  await writeFile(path, `${new Date().toISOString()} ${wanted}\n${text}\n`).catch(() => undefined);
}

/** Runs a program to its end, all it prints kept, in a process group of its own, which is ended when it takes too long. */
function run(program, words, options) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let text = "";
    let said = "";
    child.stdout.on("data", (bytes) => {
      said += bytes;
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (bytes) => {
        text = (text + bytes).slice(-200_000);
      });
    const end = () => {
      try {
        if (child.pid) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It is gone.
      }
    };
    const timer = setTimeout(end, longestBuildMs);
    process.once("exit", end);
    const done = (code, errors) => {
      clearTimeout(timer);
      process.off("exit", end);
      resolve({ code, errors, said });
    };
    child.once("error", (thrown) => done(1, thrown.message));
    child.once("close", (code) => done(code ?? 1, text));
  });
}

/** The line that says most: npm's and apt's own error lines, else the last one. */
function firstLine(thrown) {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const error = lines.find((line) => /\berror\b|^E:/i.test(line)) ?? lines.at(-1) ?? "no reason was given";
  return error.trim().slice(0, 300);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outcome = await prepareWorkbench();
  console.log(outcome.ok ? JSON.stringify(outcome, null, 2) : outcome.why);
  process.exitCode = outcome.ok ? 0 : 1;
}
