// Which AGENTS.md files a step is told of: from the root down to its files, the nearest last, bounded, none from outside.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { agentsFiles, agentsText } from "../../../src/core/schedule/agentsFiles";

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(join(realpathSync(tmpdir()), "kilo-agents-"));
  root = join(base, "project");
  for (const folder of ["", "src", "src/api", "docs"]) write(folder, `rules of ${folder || "the root"}`);
  writeFileSync(join(base, "AGENTS.md"), "outside");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function write(folder: string, text: string): void {
  const path = join(root, folder, "AGENTS.md");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
const found = (...paths: string[]) => agentsFiles(root, paths).map(({ path }) => dirname(path));

describe("agentsFiles", () => {
  const rows: [string, string[], string[]][] = [
    ["no files", [], ["."]],
    ["a file of the root", ["README.md"], ["."]],
    ["a file below", ["src/api/list.ts"], [".", "src", "src/api"]],
    ["a file where no rules lie", ["src/ui/deep/a.ts"], [".", "src"]],
    ["files side by side", ["docs/a.md", "src/a.ts"], [".", "docs", "src"]],
    ["a folder", ["src/api/"], [".", "src", "src/api"]],
    ["other spellings", ["./src//api/../api/x.ts", "src\\api\\y.ts"], [".", "src", "src/api"]],
    ["a new file in a new folder", ["src/new/x.ts"], [".", "src"]],
    ["what leads out", ["../AGENTS.md", "/etc/x", "src/../../x"], ["."]],
  ];
  it.each(rows)("%s", (_, paths, expected) => {
    expect(found(...paths)).toEqual(expected);
  });

  it("follows no link out of the project, but one within it", () => {
    rmSync(join(root, "src/AGENTS.md"));
    symlinkSync(join(base, "AGENTS.md"), join(root, "src/AGENTS.md"));
    rmSync(join(root, "docs/AGENTS.md"));
    symlinkSync(join(root, "AGENTS.md"), join(root, "docs/AGENTS.md"));
    symlinkSync(base, join(root, "out"));
    expect(agentsFiles(root, ["src/a.ts", "docs/a.md", "out/a.ts"])).toEqual([
      { path: "AGENTS.md", text: "rules of the root" },
      { path: "docs/AGENTS.md", text: "rules of the root" },
    ]);
  });

  it("is bounded, and keeps the nearest where not all fit", () => {
    for (const folder of ["", "a", "a/b", "a/b/c"]) write(folder, `${folder} ${"long ".repeat(5_000)}`);
    const files = agentsFiles(root, ["a/b/c/x.ts"]);
    expect(files.map(({ path }) => path)).toEqual(["a/b/AGENTS.md", "a/b/c/AGENTS.md"]);
    expect((agentsText(root, ["a/b/c/x.ts"]) ?? "").length).toBeLessThan(13_000);
  });

  it.each([
    ["binary", Buffer.from([0, 1, 2])],
    ["empty", Buffer.from(" \n")],
  ])("passes over a %s file", (_, bytes) => {
    writeFileSync(join(root, "src/AGENTS.md"), bytes);
    expect(found("src/a.ts")).toEqual(["."]);
  });
});

it("agentsText names each file and its scope, the nearest last", () => {
  expect(agentsText(root, ["src/a.ts"])).toBe(
    [
      "Rules of the project (AGENTS.md):\nrules of the root",
      "Rules of the project (src/AGENTS.md), for src/:\nrules of src",
      "Where they differ, the later ones hold for their folders.",
    ].join("\n\n"),
  );
  rmSync(root, { recursive: true });
  mkdirSync(root);
  expect(agentsText(root, ["src/a.ts"])).toBe(null);
});
