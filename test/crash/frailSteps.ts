// Makes a worker's process end itself at one step of one tool call: asked, before and after each change of the disk, beside
// what it started, done and not told, told. What it shall do stands in a file beside its program; without one it is a worker.
import childProcess from "node:child_process";
import fileSystem, { appendFileSync, existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { diedFile, type FrailOrder, orderFile, stepsFile } from "./frailOrder";

type Functions = Record<string, (...args: unknown[]) => unknown>;

const folder = dirname(process.argv[1] ?? ".");
const order = readOrder();
let call = "";
let count = 0;

function readOrder(): FrailOrder | null {
  const path = join(folder, orderFile);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as FrailOrder) : null;
}

function step(what: string): void {
  if (order === null || call === "") return;
  const name = `${call} ${what}`;
  if (order === "tell") appendFileSync(join(folder, stepsFile), `${name}\n`);
  if (order === "tell" || !isNow(order, name)) return;
  appendFileSync(join(folder, diedFile), `${name}\n`);
  process.kill(process.pid, "SIGKILL");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function isNow(at: Exclude<FrailOrder, "tell">, name: string): boolean {
  const died = existsSync(join(folder, diedFile))
    ? readFileSync(join(folder, diedFile), "utf8").split("\n")
    : [];
  if ("each" in at) return new RegExp(at.each).test(name) && !died.includes(name);
  if (name !== at.name || died.length > 0) return false;
  count += 1;
  return count === at.nth;
}

interface Asked {
  type?: string;
  tool?: string;
  context?: { root: string };
}

process.on("message", (message: Asked) => {
  const { type, tool, context } = message;
  if (type === "prepare") call = `${basename(context?.root ?? "")} ${tool}`;
  if (type === "prepare" || type === "run") step(`asked to ${type}`);
});

function watch(room: object, name: string): void {
  const all = room as Functions;
  const real = all[name];
  if (real === undefined) return;
  all[name] = (...args) => {
    if (basename(dirname(String(args[0]))) !== basename(folder))
      step(`${name} ${plainName(String(args[0]))}`);
    return real(...args);
  };
}

function plainName(path: string): string {
  return basename(path).replace(/[0-9a-f]{8,}/, "#");
}

function watchAll(): void {
  for (const name of ["mkdirSync", "renameSync", "rmSync", "linkSync", "unlinkSync"]) watch(fileSystem, name);
  const all = childProcess as unknown as Functions;
  const spawn = all.spawn;
  if (spawn === undefined) throw new Error("no spawn");
  all.spawn = (...args) => {
    step("before its command");
    const child = spawn(...args) as childProcess.ChildProcess;
    step("beside its command");
    child.once("close", () => step("after its command"));
    return child;
  };
  const room = process as unknown as { send?: (message: { type?: string }, ...rest: unknown[]) => boolean };
  const send = room.send?.bind(process);
  if (send === undefined) throw new Error("no driver");
  room.send = (message, ...rest) => {
    const tells = message.type === "output" || message.type === "prepared";
    if (tells) step(`before it tells ${message.type}`);
    const sent = send(message, ...rest);
    if (tells) step(`after it told ${message.type}`);
    return sent;
  };
}

if (order !== null) watchAll();
