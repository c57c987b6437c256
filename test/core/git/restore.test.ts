import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Checkpoints, createCheckpoints } from "../../../src/core/git/checkpoints";
import {
  type Content,
  git,
  picture,
  put,
  putAll,
  repository,
  runner,
  sha256,
  temporaryFolder,
  userState,
  value,
} from "./support";

function checkpointsOf(folder: string): Checkpoints {
  return createCheckpoints({ git: runner(folder), stateFolder: join(temporaryFolder(), "state"), run: "r1" });
}

/** Undoes everything between two trees, as the engine does when a run is discarded. */
async function discard(checkpoints: Checkpoints, base: string, left: string) {
  const effects = value(await checkpoints.changedPaths(base, left));
  const paths = effects.map(({ path, after }) => ({ path, expected: after }));
  return value(await checkpoints.restore({ targetTree: base, paths }));
}

/** A small random source whose sequence is told by its seed. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
    return state % below;
  };
}

const names = ["a", "b.txt", "c d", "d/e", "d/f/g", "d/f/h", "i/j", "k\nl", "ü", "x.log", "y.log", "m/n/o/p"];

function randomContent(pick: (below: number) => number): Content {
  const texts = ["", "one\n", "two\r\n", "same", "no newline", "long\n".repeat(500)];
  const text = texts[pick(texts.length)] ?? "";
  return (
    [text, text, { run: text }, { link: `to-${pick(3)}` }, Buffer.from([0, pick(256), 255, 10]), null][
      pick(6)
    ] ?? null
  );
}

function disturb(folder: string, pick: (below: number) => number, count: number): void {
  for (let turn = 0; turn < count; turn += 1) {
    const path = names[pick(names.length)] ?? "a";
    put(folder, path, randomContent(pick));
    if (pick(8) === 0) put(folder, "d", pick(2) === 0 ? "a file now" : null);
  }
}

/** Folders in `after` that `before` did not have are only there because git cannot tell of empty ones. */
function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(picture(folder)).filter(([, kind]) => kind !== "folder"));
}

describe("discarding a run", () => {
  it.each(
    Array.from({ length: 40 }, (_, seed) => seed),
  )("brings a dirty tree back to the byte (seed %i)", async (seed) => {
    const pick = chance(seed + 1);
    const folder =
      seed % 8 === 7
        ? temporaryFolder()
        : repository({ ".gitignore": "*.log\n", "d/e": "committed", "i/j": { run: "r" } });
    disturb(folder, pick, 8);
    if (seed % 8 !== 7 && pick(2) === 0) git(folder, "add", "-A");
    put(folder, "mine.log", "the user's ignored file");
    const isRepository = seed % 8 !== 7;
    const before = isRepository ? userState(folder) : {};
    const filesBefore = filesOf(folder);
    const checkpoints = checkpointsOf(folder);
    const ignored = ["x.log", "y.log"].filter((path) => path in filesBefore);
    const base = value(await checkpoints.take("base", ignored)).tree;
    disturb(folder, pick, 10);
    const left = value(await checkpoints.take("left", ["x.log", "y.log"])).tree;
    const result = await discard(checkpoints, base, left);
    expect(result.kept).toEqual([]);
    expect(filesOf(folder)).toEqual(filesBefore);
    const { files: _, ...rest } = before;
    if (isRepository) expect(userState(folder)).toMatchObject(rest);
    expect(await discard(checkpoints, base, left)).toMatchObject({ kept: [] });
  });
});

describe("a restore", () => {
  const expected = sha256("run");

  it("keeps, and lists with the reason, what is not as the run left it", async () => {
    const folder = repository({
      "a.txt": "base",
      "b.txt": "base",
      "c/d.txt": "base",
      e: "base",
      "f/g": "base",
      h: "base",
    });
    git(folder, "submodule", "--quiet", "add", repository({ s: "s" }), "sub");
    const checkpoints = checkpointsOf(folder);
    const { tree } = value(await checkpoints.take("x"));
    const outside = temporaryFolder("outside");
    putAll(outside, { "d.txt": "run" });
    putAll(folder, {
      "a.txt": "run",
      "b.txt": "user after run",
      c: { link: outside },
      e: null,
      "f/g/deeper": "x",
      h: { run: "run" },
    });
    put(folder, "sub/s", "run");
    const asked = [
      "a.txt",
      "b.txt",
      "c/d.txt",
      "e",
      "f/g",
      "h",
      "sub/s",
      "../x",
      ".git/config",
      "/etc/x",
      "absent",
    ];
    const paths = asked.map((path) => ({ path, expected }));
    const result = value(await checkpoints.restore({ targetTree: tree, paths }));
    expect(result.restored.sort()).toEqual(["a.txt", "absent", "h"]);
    expect(Object.fromEntries(result.kept.map(({ path, why }) => [path, why]))).toEqual({
      "b.txt": "changed since the run left it",
      "c/d.txt": "c/d.txt lies behind the link c.",
      e: "changed since the run left it",
      "f/g": "a folder stands there now",
      "sub/s": "not covered by this checkpoint",
      "../x": "not a path inside the folder",
      ".git/config": "not a path inside the folder",
      "/etc/x": "not a path inside the folder",
    });
    expect(readFileSync(join(outside, "d.txt"), "utf8")).toBe("run");
    expect(readFileSync(join(folder, "b.txt"), "utf8")).toBe("user after run");
  });

  it("removes folders the run made, not empty ones of the user", async () => {
    const folder = repository({ "a.txt": "a" });
    mkdirSync(join(folder, "users", "empty"), { recursive: true });
    // The file system's clock moves in ticks; the folder must be older than the snapshot by one.
    const born = Date.now();
    while (Date.now() - born < 30) writeFileSync(join(folder, "a.txt"), "a");
    const checkpoints = checkpointsOf(folder);
    const { tree } = value(await checkpoints.take("x"));
    putAll(folder, { "users/empty/run.txt": "run", "made/by/run.txt": "run" });
    const paths = ["users/empty/run.txt", "made/by/run.txt"].map((path) => ({ path, expected }));
    expect(value(await checkpoints.restore({ targetTree: tree, paths })).kept).toEqual([]);
    expect(Object.keys(picture(folder))).toEqual(["a.txt", "users/", "users/empty/"]);
  });

  it("keeps permission bits a snapshot does not hold", async () => {
    const folder = repository({ "a.sh": "base" });
    const checkpoints = checkpointsOf(folder);
    const { tree } = value(await checkpoints.take("x"));
    rmSync(join(folder, "a.sh"));
    writeFileSync(join(folder, "a.sh"), "run", { mode: 0o750 });
    value(await checkpoints.restore({ targetTree: tree, paths: [{ path: "a.sh", expected }] }));
    expect(picture(folder)["a.sh"]).toBe(`640 ${sha256("base")}`);
  });

  it("restores many paths in one go", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`d/${index}`, `base ${index}`]),
    );
    const folder = repository(many);
    const checkpoints = checkpointsOf(folder);
    const { tree } = value(await checkpoints.take("x"));
    for (const path of Object.keys(many)) put(folder, path, "run");
    const paths = Object.keys(many).map((path) => ({ path, expected }));
    expect(value(await checkpoints.restore({ targetTree: tree, paths })).restored).toHaveLength(150);
    expect(git(folder, "status", "--porcelain")).toBe("");
  });
});
