// A disk that fails once: wraps node:fs of this process and makes the chosen call below the watched folder fail.
// Has to be the first import of a bundle, for some calls are taken by name when their module loads. What the harness does
// itself stands in `aside` and neither counts nor fails.
import fileSystem, { promises } from "node:fs";
import { join, sep } from "node:path";

export const codes = ["ENOSPC", "EIO", "EACCES", "EMFILE", "EROFS"] as const;
/** `stop`: the process stops itself before the call, which goes on once it is woken. `die`: it ends there as a killed one. */
export type DiskFault = (typeof codes)[number] | "short write" | "stop" | "die";

/** A call that was made: its name, what on and from where. */
export interface Fired {
  /** Name of the call and what it was made on, relative to the watched folder. */
  what: string;
  /** Where in the program it was made. */
  from: string;
}

/** The call that fails: the `nth` of all, or of those from one place of the program, as {@link placeOf} names it. */
export interface Wanted {
  fault: DiskFault;
  nth: number;
  place: string | null;
}

/** The place in the program a call comes from. Two runs make the same calls there, but mix them with others'. */
export function placeOf({ what, from }: Fired): string {
  return `${what.split(" ")[0]} < ${from}`;
}

type Call = (...args: unknown[]) => unknown;
type Room = Record<string, Call & { native?: Call }>;

const byPath =
  "access appendFile chmod chown copyFile exists lchown link lstat lutimes mkdir mkdtemp open opendir readFile readdir readlink realpath rename rm rmdir stat symlink truncate unlink utimes writeFile".split(
    " ",
  );
const byNumber = "close fchmod fchown fdatasync fstat fsync ftruncate futimes read readv write writev".split(
  " ",
);
const ofHandle = "read write writev readv sync datasync close stat chmod truncate readFile writeFile".split(
  " ",
);

let below = "";
let wanted: Wanted | null = null;
let count = 0;
let fired: Fired | null = null;
/** Every call, where all are kept. */
let made: Fired[] | null = null;
let inside = 0;
/** Told before each call instead. */
let hook: ((what: string) => void) | null = null;
const numbers = new Map<number, string>();
const handles = new WeakMap<object, string>();

/** Watches a folder; one call from now on fails. Without one, calls are only kept. */
export function armDisk(folder: string, fault: Wanted | null): void {
  below = folder;
  made = fault ? null : [];
  wanted = fault;
  count = 0;
  fired = null;
}

/** Nothing fails any more. @returns the calls there were, where nothing was to fail, and the one that failed. */
export function disarmDisk(): { calls: Fired[]; fired: Fired | null } {
  below = "";
  wanted = null;
  const calls = made ?? [];
  made = null;
  return { calls, fired };
}

/** Tells of each call below the folder before it is made; nothing is kept and nothing fails. Null ends it. */
export function beforeCalls(folder: string, told: ((what: string) => void) | null): void {
  below = folder;
  hook = told;
}

/** What the harness does itself. */
export function aside<Value>(work: () => Value): Value {
  inside += 1;
  try {
    return work();
  } finally {
    inside -= 1;
  }
}

function watchedPath(value: unknown): string | null {
  if (below === "") return null;
  const path = named(typeof value === "string" ? value : Buffer.isBuffer(value) ? value.toString() : "");
  return path === below || path.startsWith(below + sep) ? path : null;
}

/** A path through an open folder, by the name the folder was opened with. */
function named(path: string): string {
  const [, number, name = ""] = /^\/proc\/self\/fd\/(\d+)\/(.*)$/.exec(path) ?? [];
  const folder = number === undefined ? undefined : numbers.get(Number(number));
  return folder === undefined ? path : join(folder, name);
}

type Verdict = "go" | "short" | NodeJS.ErrnoException;

/** Counts the call and says what becomes of it. */
function judge(name: string, path: string | null, length: number): Verdict {
  if (path === null || inside > 0) return "go";
  const what = `${name} ${path.slice(below.length + 1)}`;
  if (hook) {
    hook(what);
    return "go";
  }
  made?.push({ what, from: caller() });
  if (!wanted || fired || (wanted.place !== null && !wanted.place.startsWith(`${name} <`))) return "go";
  const call = { what, from: wanted.place === null && count + 1 < wanted.nth ? "" : caller() };
  if (wanted.place !== null && placeOf(call) !== wanted.place) return "go";
  count += 1;
  if (count !== wanted.nth) return "go";
  const { fault } = wanted;
  if (fault === "short write" && length < 2) return "go";
  fired = call;
  if (fault === "short write") return "short";
  if (fault === "stop" || fault === "die") {
    process.kill(process.pid, fault === "die" ? "SIGKILL" : "SIGSTOP");
    // What is made from now on is made after the waking.
    made = [fired];
    return "go";
  }
  const syscall = name.replace(/^promises\./, "").replace(/Sync$/, "");
  return Object.assign(new Error(`${fault}: made to fail, ${syscall} '${path}'`), {
    code: fault,
    syscall,
    path,
  });
}

function caller(): string {
  const lines = (new Error().stack ?? "").split("\n").slice(1);
  const own = lines.filter((line) => !/faultyDisk|node:internal|judge|caller/.test(line));
  return own
    .slice(0, 4)
    .map(
      (line) =>
        line
          .trim()
          .replace(/^at (?:async )?/, "")
          .split(" ")[0],
    )
    .join(" < ");
}

/** Bytes a write is asked for, and how to ask for half of them; null where the call is no write. */
function halved(name: string, args: unknown[]): { length: number; args: unknown[] } | null {
  if (!/^write(Sync)?$/.test(name)) return null;
  const [target, data, offset, length, ...rest] = args;
  if (typeof data === "string") {
    const bytes = Buffer.from(data);
    return { length: bytes.length, args: [target, bytes, 0, bytes.length >> 1] };
  }
  const start = typeof offset === "number" ? offset : 0;
  const whole = typeof length === "number" ? length : (data as Uint8Array).byteLength - start;
  return { length: whole, args: [target, data, start, whole >> 1, ...rest] };
}

function within<Value>(work: () => Value): Value {
  return aside(work);
}

function wrapSync(room: Room, name: string, pathOf: (args: unknown[]) => string | null): void {
  const real = room[name];
  if (real === undefined) return;
  const wrapped: Room[string] = (...args) => {
    const half = halved(name, args);
    const path = pathOf(args);
    const verdict = judge(name, path, half?.length ?? 0);
    if (typeof verdict === "object") {
      if (name === "closeSync") within(() => real(...args));
      if (name === "existsSync") return false;
      throw verdict;
    }
    const result = within(() => real.apply(room, verdict === "short" ? (half?.args ?? args) : args));
    if (name === "openSync" && path !== null) numbers.set(result as number, path);
    if (name === "openSync" && path === null) numbers.delete(result as number);
    return result;
  };
  if (real.native) {
    const inner = { native: real.native } as unknown as Room;
    wrapSync(inner, "native", pathOf);
    if (inner.native) wrapped.native = inner.native;
  }
  room[name] = wrapped;
}

function wrapCallback(room: Room, name: string, pathOf: (args: unknown[]) => string | null): void {
  const real = room[name];
  if (real === undefined) return;
  room[name] = (...args) => {
    const verdict = judge(name, pathOf(args), 0);
    const done = args.at(-1);
    if (typeof verdict === "object" && typeof done === "function") {
      process.nextTick(done as () => void, verdict);
      return undefined;
    }
    return within(() => real.apply(room, args));
  };
}

function wrapPromise(
  room: Room,
  name: string,
  pathOf: (self: unknown, args: unknown[]) => string | null,
): void {
  const real = room[name];
  if (real === undefined) return;
  room[name] = async function (this: unknown, ...args) {
    // A handle's own calls name no target before their bytes.
    const half = halved(name, [null, ...args]);
    const path = pathOf(this, args);
    const verdict = judge(`promises.${name}`, path, half?.length ?? 0);
    if (typeof verdict === "object") {
      if (name === "close") await real.apply(this, args);
      throw verdict;
    }
    const asked = verdict === "short" && half ? half.args.slice(1) : args;
    const result = await within(() => real.apply(this, asked));
    if (name === "open" && path !== null) handles.set(result as object, path);
    return result;
  };
}

function numberPath(args: unknown[]): string | null {
  const path = typeof args[0] === "number" ? numbers.get(args[0]) : undefined;
  return below !== "" && path?.startsWith(below) ? path : null;
}

function anyPath(args: unknown[]): string | null {
  return typeof args[0] === "number" ? numberPath(args) : (watchedPath(args[0]) ?? watchedPath(args[1]));
}

async function wrapHandles(): Promise<void> {
  const handle = await promises.open(process.execPath, "r");
  const prototype = Object.getPrototypeOf(handle) as Room;
  await handle.close();
  for (const name of ofHandle)
    wrapPromise(prototype, name, (self) => (below === "" ? null : (handles.get(self as object) ?? null)));
}

const room = fileSystem as unknown as Room;
for (const name of byPath) {
  wrapSync(room, `${name}Sync`, anyPath);
  wrapCallback(room, name, anyPath);
  wrapPromise(promises as unknown as Room, name, (_, args) => anyPath(args));
}
for (const name of byNumber) {
  wrapSync(room, `${name}Sync`, numberPath);
  wrapCallback(room, name, numberPath);
}
wrapSync(room, "watch", anyPath);
/** Resolves when files opened as handles are watched too. */
export const diskReady = wrapHandles();
