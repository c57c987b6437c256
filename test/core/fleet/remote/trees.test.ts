// The files of an agent on their way to a machine and back: bundles between a driver's tree and a machine's, without Redis.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DriverTree, openDriverTree } from "../../../../src/core/fleet/remote/driverTree";
import {
  type MachineTree,
  openMachineTree,
  storedHeads,
  sweepStores,
} from "../../../../src/core/fleet/remote/machineTree";
import { createCheckpoints } from "../../../../src/core/git/checkpoints";
import { createGit } from "../../../../src/core/git/git";

let base = "";
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "kilo-remote-")));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function put(root: string, files: Record<string, string | Buffer>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function git(folder: string, ...words: string[]): string {
  const who = ["-c", "user.name=a", "-c", "user.email=a@b"];
  return execFileSync("git", [...who, ...words], { cwd: folder, encoding: "utf8" }).trim();
}

function project(files: Record<string, string | Buffer>, ...init: string[]): string {
  const root = join(base, "project");
  mkdirSync(root);
  git(root, "init", "-q", ...init);
  put(root, files);
  git(root, "add", "-A");
  git(root, "commit", "-qm", "first");
  return root;
}

interface Pair {
  home: string;
  driver: DriverTree;
  machine: MachineTree;
  /** Sends what the machine lacks. @returns bytes of the bundle. */
  send(): Promise<number>;
  /** Brings back what changed there. @returns the paths kept. */
  back(): Promise<string[]>;
}

async function pair(home: string, name = "one"): Promise<Pair> {
  const runner = createGit(home, { environment: process.env });
  const checkpoints = createCheckpoints({ git: runner, stateFolder: join(base, `state-${name}`), run: "r1" });
  const driver = await openDriverTree({ git: runner, checkpoints, folder: join(base, "exchange") });
  const there = join(base, "machine");
  mkdirSync(there, { recursive: true });
  const store = join(there, "store");
  const machineGit = createGit(there, { environment: process.env });
  const machine = openMachineTree({ git: machineGit, store, folder: join(there, name) });
  const known = await storedHeads(machineGit, store);
  return {
    home,
    driver,
    machine,
    async send() {
      const wanted = await driver.now();
      const bundle = await driver.bundle(wanted, known);
      known.push(wanted.head, wanted.commit);
      await machine.receive({ ...wanted, bundle });
      return bundle?.length ?? 0;
    },
    async back() {
      const change = await machine.changes();
      if (!change) return [];
      known.push(change.commit);
      return (await driver.bring(change.commit, change.bundle)).map(({ path }) => path);
    },
  };
}

const read = (root: string, path: string) => readFileSync(join(root, path));

describe("an agent's files on another machine", () => {
  it("are the same bytes, uncommitted work, links and modes included", async () => {
    const crlf = Buffer.from("one\r\ntwo\n");
    const home = project({
      "a.txt": "first\n",
      "b/crlf.txt": crlf,
      ".gitattributes": "*.txt text eol=crlf\n*.id ident filter=nobody\n",
      "c.id": "$Id$\n",
      ".gitignore": "*.log\n",
    });
    put(home, { "a.txt": "changed\n", "new ä\n.bin": Buffer.from([0, 255, 13, 10]), "big.log": "ignored" });
    put(home, { "run.sh": "#!/bin/sh\n" });
    chmodSync(join(home, "run.sh"), 0o755);
    symlinkSync("a.txt", join(home, "link"));
    const { machine, send, back } = await pair(home);
    await send();
    for (const path of ["a.txt", "b/crlf.txt", "c.id", "new ä\n.bin", ".gitattributes"])
      expect(read(machine.root, path)).toEqual(read(home, path));
    expect(lstatSync(join(machine.root, "run.sh")).mode & 0o111).not.toBe(0);
    expect(readlinkSync(join(machine.root, "link"))).toBe("a.txt");
    expect(existsSync(join(machine.root, "big.log"))).toBe(false);
    expect(await back()).toEqual([]);
    // Git says there what it says at home, but for line ends, which are as they are.
    expect(git(machine.root, "diff", "--name-only")).toContain("a.txt");
    expect(git(machine.root, "log", "--oneline").split("\n")).toHaveLength(1);
  });

  it("come back changed, and go out again changed, in small bundles", async () => {
    const home = project({ "a.txt": "a\n", "gone.txt": "x\n", "large.bin": Buffer.alloc(300_000, 7) });
    put(home, { "noise.bin": randomBytes(200_000) });
    const { machine, send, back } = await pair(home);
    const whole = await send();
    put(machine.root, { "a.txt": "from there\n", "deep/new.txt": "n\n", "built/x.o": "" });
    rmSync(join(machine.root, "gone.txt"));
    chmodSync(join(machine.root, "large.bin"), 0o755);
    expect(await back()).toEqual([]);
    expect(read(home, "a.txt").toString()).toBe("from there\n");
    expect(read(home, "deep/new.txt").toString()).toBe("n\n");
    expect(existsSync(join(home, "gone.txt"))).toBe(false);
    expect(lstatSync(join(home, "large.bin")).mode & 0o111).not.toBe(0);
    expect(await send()).toBe(0);
    put(home, { "a.txt": "from home\n" });
    const small = await send();
    expect(read(machine.root, "a.txt").toString()).toBe("from home\n");
    expect(small).toBeGreaterThan(0);
    expect(small).toBeLessThan(1_000);
    expect(whole).toBeGreaterThan(small * 10);
    put(machine.root, { "a.txt": "again\n" });
    await back();
    expect(read(home, "a.txt").toString()).toBe("again\n");
    expect(git(home, "status", "--porcelain", "--untracked-files=no").split("\n")).toHaveLength(3);
    expect(
      git(home, "for-each-ref", "--format=%(refname)")
        .split("\n")
        .every((ref) => !ref.includes("out")),
    ).toBe(true);
  });

  it("are kept at home where they changed meanwhile", async () => {
    const home = project({ "a.txt": "a\n", "b.txt": "b\n" });
    const { machine, send, back } = await pair(home);
    await send();
    put(machine.root, { "a.txt": "there\n", "b.txt": "there\n" });
    put(home, { "a.txt": "the user's\n" });
    expect(await back()).toEqual(["a.txt"]);
    expect(read(home, "a.txt").toString()).toBe("the user's\n");
    expect(read(home, "b.txt").toString()).toBe("there\n");
    await send();
    expect(read(machine.root, "a.txt").toString()).toBe("the user's\n");
  });

  it("are sent once for all agents that begin from the same commit", async () => {
    const noise = randomBytes(200_000);
    const home = project({ "a.txt": "a\n", "noise.bin": noise });
    const first = await pair(home, "one");
    const whole = await first.send();
    const other = join(base, "other");
    git(home, "worktree", "add", "-q", other);
    put(other, { "b.txt": "b\n" });
    const second = await pair(realpathSync(other), "two");
    const less = await second.send();
    expect(read(second.machine.root, "noise.bin")).toEqual(noise);
    expect(read(second.machine.root, "b.txt").toString()).toBe("b\n");
    expect(less).toBeLessThan(whole / 10);
  });

  it("follow the agent's tree to another commit", async () => {
    const home = project({ "a.txt": "a\n" });
    const { machine, send } = await pair(home);
    await send();
    put(home, { "a.txt": "b\n" });
    git(home, "commit", "-qam", "second");
    await send();
    expect(read(machine.root, "a.txt").toString()).toBe("b\n");
    expect(git(machine.root, "status", "--porcelain")).toBe("");
  });

  it("leave no bundle behind where a machine was killed while it took one in", async () => {
    const home = project({ "a.txt": "a\n" });
    const { send } = await pair(home);
    await send();
    const stores = join(base, "machine");
    const store = join(stores, "store");
    const [old, young] = ["in-0123456789ab.bundle", "in-ba9876543210.bundle"];
    put(store, { [old]: "half", [young]: "half" });
    const [now, day] = [Date.now(), 24 * 3_600_000];
    utimesSync(join(store, old), new Date(now - day), new Date(now - day));
    sweepStores(stores, now, 14 * day);
    expect([old, young, "HEAD"].map((name) => existsSync(join(store, name)))).toEqual([false, true, true]);
  });

  it("may have long ids", async () => {
    const home = project({ "a.txt": "a\n" }, "--object-format=sha256");
    const { machine, send, back } = await pair(home);
    await send();
    put(machine.root, { "a.txt": "there\n" });
    expect(await back()).toEqual([]);
    expect(read(home, "a.txt").toString()).toBe("there\n");
  });
});
