// What a new worktree gets beside its files: listed ignored files, dependency folders, and leases of its own.
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createLeases, leaseEnvironment } from "../../../../src/core/fleet/worktrees/leases";
import {
  type Content,
  git,
  picture,
  put,
  putAll,
  repository,
  temporaryFolder,
  value,
} from "../../git/support";
import { fleet, leftovers, ports } from "./support";

const request = { name: "t", branch: "kilo/t", base: "HEAD" };
const ignore = { "a.txt": "a", ".gitignore": "*.local\n.env*\nnode_modules/\n.venv/\nsecrets/\n/conf/\n" };

/** Ignored files, what is listed, and what arrives. */
const includes: [string, Record<string, Content>, string[], string[], RegExp][] = [
  ["nothing listed", { "x.local": "x" }, [], [], /^$/],
  ["a pattern", { "x.local": "x", "d/y.local": "y" }, ["*.local"], ["d/y.local", "x.local"], /^$/],
  ["a pattern with blanks after it", { "x.local": "x" }, ["*.local  "], ["x.local"], /^$/],
  ["an anchored pattern", { "x.local": "x", "d/x.local": "y" }, ["/x.local"], ["x.local"], /^$/],
  ["an exception", { "x.local": "x", "y.local": "y" }, ["*.local", "!y.local"], ["x.local"], /^$/],
  ["a folder", { "conf/a/b": "b", "conf/c": "c" }, ["conf/"], ["conf/a/b", "conf/c"], /^$/],
  [
    "a secret by a wide pattern",
    { ".env": "KEY=1", "x.local": "x" },
    ["*"],
    ["x.local"],
    /\.env may hold secrets/,
  ],
  ["a secret by its name", { ".env": "KEY=1" }, [".env"], [".env"], /^$/],
  ["files that are not ignored", { "new.txt": "n" }, ["new.txt", "a.txt"], [], /^$/],
  ["a link", { "real.local": "r", "x.local": { link: "real.local" } }, ["x.local"], [], /^$/],
];

describe.each(includes)("including %s", (_, files, patterns, arrives, says) => {
  it.each([".worktreeinclude", "settings"])("from %s", async (where) => {
    const folder = repository({
      ...ignore,
      ...(where === "settings" ? {} : { ".worktreeinclude": patterns.join("\n") }),
    });
    putAll(folder, files);
    const include = where === "settings" ? { patterns } : { worktreeInclude: true };
    const { path, copied, notes } = value(await fleet(folder, { include }).add(request));
    expect(copied).toEqual(arrives);
    expect(notes.join("\n")).toMatch(says);
    for (const name of arrives)
      expect(readFileSync(join(path, name))).toEqual(readFileSync(join(folder, name)));
    expect(git(path, "status", "--porcelain")).toBe("");
  });
});

it("does not read .worktreeinclude where it may not, copies rights, and stops at its bounds", async () => {
  const folder = repository({ ...ignore, ".worktreeinclude": "*.local\n" });
  putAll(folder, { "a.local": { run: "#!/bin/sh" }, "b.local": "b".repeat(100), "c.local": "c" });
  expect(value(await fleet(folder).add(request)).copied).toEqual([]);
  const include = { worktreeInclude: true, maxBytes: 50 };
  const second = value(await fleet(folder, { include }).add({ ...request, name: "u", branch: "u" }));
  expect(second.copied).toEqual(["a.local", "c.local"]);
  expect(second.notes).toEqual([expect.stringMatching(/^1 listed files were not copied/)]);
  expect(statSync(join(second.path, "a.local")).mode & 0o111).toBe(0o111);
});

it("reads .worktreeinclude with a mark of its encoding, and says which it cannot read", async () => {
  const folder = repository({ ...ignore, ".worktreeinclude": "\ufeff*.local\r\n" });
  putAll(folder, { "a.local": "a" });
  const own = fleet(folder, { include: { worktreeInclude: true } });
  expect(value(await own.add(request))).toMatchObject({ copied: ["a.local"], notes: [] });
  writeFileSync(join(folder, ".worktreeinclude"), Buffer.from("\ufeff*.local\r\n", "utf16le"));
  const second = value(await own.add({ ...request, name: "u", branch: "u" }));
  expect(second).toMatchObject({
    copied: [],
    notes: [".worktreeinclude is no text in UTF-8, so nothing it lists was copied."],
  });
  put(folder, ".worktreeinclude", { link: "list" });
  const third = value(await own.add({ ...request, name: "v", branch: "v" }));
  expect(third.notes).toEqual([
    expect.stringMatching(/^\.worktreeinclude is no plain file and links are not/),
  ]);
});

it("never writes through a link of the base", async () => {
  const folder = repository({ ...ignore, "other/x": "x", conf: { link: "other" } });
  git(folder, "rm", "-q", "--cached", "conf");
  put(folder, "conf", null);
  putAll(folder, { "conf/a": "a" });
  const { path, copied } = value(await fleet(folder, { include: { patterns: ["conf/"] } }).add(request));
  expect(copied).toEqual([]);
  expect(Object.keys(picture(join(path, "other")))).toEqual(["x"]);
});

const project = { ...ignore, "package.json": "{}", "package-lock.json": '{"lockfileVersion":3}' };
const modules = {
  "node_modules/left/index.js": "left",
  "node_modules/.bin/left": { link: "../left/index.js" },
  "node_modules/.cache/x": "mutable",
};

describe("dependency folders", () => {
  it("are cloned without sharing a byte that could be written with the user's", async () => {
    const folder = repository(project);
    putAll(folder, modules);
    const own = fleet(folder, { dependencies: true });
    for (const name of ["one", "two"]) {
      const { path, cloned, notes } = value(await own.add({ name, branch: name, base: "HEAD" }));
      expect({ notes, folders: cloned.map((each) => each.folder) }).toEqual({
        notes: [],
        folders: ["node_modules"],
      });
      expect(Object.keys(picture(join(path, "node_modules")))).toEqual([
        ".bin/",
        ".bin/left",
        "left/",
        "left/index.js",
      ]);
      expect(readlinkSync(join(path, "node_modules/.bin/left"))).toBe("../left/index.js");
      expect(readFileSync(join(path, "node_modules/left/index.js"), "utf8")).toBe("left");
      expect(lstatSync(join(path, "node_modules/left/index.js")).ino).not.toBe(
        lstatSync(join(folder, "node_modules/left/index.js")).ino,
      );
    }
    const before = picture(join(folder, "node_modules"));
    value(await own.remove("one"));
    value(await own.remove("two"));
    expect(picture(join(folder, "node_modules"))).toEqual(before);
    expect(leftovers(folder)).toMatchObject({ trees: [], records: [] });
  });

  it("are copied anew where a kept copy was written through, or the user's folder changed", async () => {
    const folder = repository(project);
    putAll(folder, modules);
    const own = fleet(folder, { dependencies: true });
    const file = "node_modules/left/index.js";
    const one = value(await own.add({ ...request, name: "one", branch: "one" })).path;
    // As a process with all rights, or one that changed the mode, may do.
    chmodSync(join(one, file), 0o644);
    writeFileSync(join(one, file), "poisoned");
    const two = value(await own.add({ ...request, name: "two", branch: "two" })).path;
    expect(readFileSync(join(two, file), "utf8")).toBe("left");
    put(folder, file, "newer");
    const three = value(await own.add({ ...request, name: "three", branch: "three" })).path;
    expect(readFileSync(join(three, file), "utf8")).toBe("newer");
  });

  const outside = temporaryFolder("outside");
  /** What stands against a clone, and the sentence. */
  const sentences: [string, Record<string, Content>, Record<string, Content>, RegExp][] = [
    [
      "a link out of the tree",
      project,
      { ...modules, "node_modules/linked": { link: outside } },
      /its link linked leads out of the tree; run `npm ci`/,
    ],
    [
      "a relative link out",
      project,
      { ...modules, "node_modules/linked": { link: "../../x" } },
      /leads out of the tree/,
    ],
    ["nothing installed", project, {}, /not installed in your folder either; run `npm ci`/],
    [
      "another lock file",
      project,
      { ...modules, "package-lock.json": "{}" },
      /package-lock\.json is not the same/,
    ],
    ["pnpm", { ...ignore, "pnpm-lock.yaml": "x" }, {}, /run `pnpm install --frozen-lockfile`/],
    [
      "a project below",
      { ...ignore, "web/yarn.lock": "x" },
      {},
      /web\/node_modules was not cloned.*yarn install --frozen-lockfile` in web /,
    ],
    [
      "an environment of Python",
      { ...ignore, "uv.lock": "x" },
      { ".venv/bin/python": { link: "/usr/bin/python3" } },
      /\.venv was not cloned, because its link bin\/python leads out.*uv sync/,
    ],
  ];
  it.each(sentences)("with %s are left to the installer", async (_, tracked, files, says) => {
    const folder = repository(tracked);
    putAll(folder, files);
    const { path, cloned, notes } = value(await fleet(folder, { dependencies: true }).add(request));
    expect(cloned).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(says)]);
    expect(existsSync(join(path, "node_modules"))).toBe(false);
  });

  it("of a Python environment that names its own place are left to the installer", async () => {
    const folder = repository({ ...ignore, "uv.lock": "x" });
    putAll(folder, { ".venv/bin/tool": `#!${folder}/.venv/bin/python\n` });
    const { notes } = value(await fleet(folder, { dependencies: true }).add(request));
    expect(notes).toEqual([expect.stringMatching(/bin\/tool names the folder it was installed in/)]);
  });

  it("of workspaces keep links between projects inside the new tree", async () => {
    const folder = repository({
      ...project,
      "packages/one/package.json": "{}",
      "packages/one/index.js": "1",
    });
    putAll(folder, {
      ...modules,
      "node_modules/one": { link: "../packages/one" },
      "packages/one/node_modules/x/i.js": "x",
    });
    const { path, cloned } = value(await fleet(folder, { dependencies: true }).add(request));
    expect(cloned.map((each) => each.folder)).toEqual(["node_modules", "packages/one/node_modules"]);
    expect(readFileSync(join(path, "node_modules/one/index.js"), "utf8")).toBe("1");
  });
});

describe("leases", () => {
  const lines = () => ({ folder: temporaryFolder("leases"), temporaryFolder: temporaryFolder("t") });

  it("give ports nobody listens on, names and folders to each tree, and take them back", async () => {
    const folder = repository({ a: "a" });
    const leases = lines();
    const own = fleet(folder, { leases });
    const wanted = { ports: ["PORT", "API_PORT"], databases: ["DATABASE_NAME"] };
    const trees = await Promise.all(
      ["one", "two", "three"].map((name) => own.add({ name, branch: name, base: "HEAD", leases: wanted })),
    );
    const environments = trees.map((each) => value(each).environment);
    const numbers = environments.flatMap((each) => [each.PORT, each.API_PORT]).map(Number);
    expect(new Set(numbers).size).toBe(6);
    const servers = await Promise.all(
      numbers.map(
        (port) =>
          new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
            const server = createServer().once("error", reject);
            server.listen(port, "127.0.0.1", () => resolve(server));
          }),
      ),
    );
    for (const server of servers) server.close();
    expect(new Set(environments.map((each) => each.DATABASE_NAME)).size).toBe(3);
    const folders = environments.map((each) => each.TMPDIR ?? "");
    expect(folders.map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
    const again = value(await own.add({ name: "one", branch: "one", base: "HEAD" }));
    expect(again.environment).toEqual(environments[0]);
    value(await own.remove("one"));
    expect(folders.map((each) => existsSync(each))).toEqual([false, true, true]);
    expect(leftovers(folder, leases.folder).leases).toHaveLength(2);
  });

  it("of trees and repositories that are gone are given back at the next start", async () => {
    const folder = repository({ a: "a" });
    const leases = lines();
    const make = (commonDir: string) => createLeases({ ...leases, commonDir, ports });
    const gone = await make(join(folder, "no-such-repository")).take("lost", {});
    const own = await make(join(folder, ".git")).take("crashed", {});
    const another = temporaryFolder();
    await make(another).take("alive", {});
    expect(value(await fleet(folder, { leases }).reconcile()).released.sort()).toEqual(["crashed", "lost"]);
    expect([gone, own].map(({ temporary }) => existsSync(temporary))).toEqual([false, false]);
    expect(
      make(another)
        .all()
        .map(({ tree }) => tree),
    ).toEqual(["alive"]);
  });

  it("of a tree that is made anew have the ports its agent was told, unless they are taken by now", async () => {
    const leases = lines();
    const own = createLeases({ ...leases, commonDir: temporaryFolder(), ports });
    const told = leaseEnvironment(await own.take("x", {}));
    await own.release("x");
    expect((await own.take("x", { before: told })).ports).toEqual({ PORT: Number(told.PORT) });
    expect((await own.take("y", { before: told })).ports).not.toEqual({ PORT: Number(told.PORT) });
    await own.release("x");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(Number(told.PORT), "127.0.0.1", resolve));
    expect((await own.take("x", { before: told })).ports).not.toEqual({ PORT: Number(told.PORT) });
    server.close();
    const foreign = await own.take("z", { before: { PORT: "80" } });
    expect(foreign.ports.PORT).toBeGreaterThan(10_000);
  });

  it("never remove a folder a damaged lease names", async () => {
    const leases = lines();
    const precious = temporaryFolder("precious");
    const own = createLeases({ ...leases, commonDir: precious, ports });
    const lease = await own.take("x", {});
    const file = readdirSync(leases.folder).find((name) => name.endsWith(".json")) ?? "";
    put(leases.folder, file, JSON.stringify({ v: 1, ...lease, temporary: precious }));
    await own.release("x");
    expect(existsSync(precious)).toBe(true);
    expect(own.all()).toEqual([]);
  });

  it("are taken back whole by a process that makes its temporary folders elsewhere", async () => {
    const leases = lines();
    const commonDir = temporaryFolder("repository");
    const lease = await createLeases({ ...leases, commonDir, ports }).take("x", {});
    put(lease.temporary, "left", "by an agent");
    const elsewhere = { ...leases, temporaryFolder: temporaryFolder("elsewhere") };
    await createLeases({ ...elsewhere, commonDir, ports }).release("x");
    expect(existsSync(lease.temporary)).toBe(false);
  });

  it("refuse variables that would change what a program runs", async () => {
    const folder = repository({ a: "a" });
    const own = fleet(folder, { leases: lines() });
    const added = await own.add({ ...request, leases: { ports: ["PATH"] } });
    expect(added).toMatchObject({ ok: false, failure: { code: "invalid-input" } });
    expect(leftovers(folder)).toMatchObject({ trees: [], branches: [], records: [] });
  });
});
