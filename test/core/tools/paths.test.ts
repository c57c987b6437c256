// Traps in paths (kinds of corpora/paths.dev.json): spelling, links, what lies outside, what is no file.
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveEntry, resolveInside } from "../../../src/core/tools/paths";
import { pathTrap } from "../../../src/core/tools/pathTraps";
import { makeSetting, type Setting } from "./setting";

let setting: Setting;

beforeAll(() => {
  setting = makeSetting();
  const { base, root, put } = setting;
  put("src/a.ts", "a\n");
  put("src/..hidden.ts", "h\n");
  put("docs/file with spaces.md", "s\n");
  put("../out/secret.txt", "secret\n");
  put("../ws-evil/x", "x\n");
  mkdirSync(join(root, "src/deep/er"), { recursive: true });
  const link = (path: string, target: string) => symlinkSync(target, join(root, path));
  link("link-in", "src");
  link("link", "../out");
  link("notes.txt", "../out/secret.txt");
  link("dangling", "../out/missing");
  link("dangling-inside", "src/missing.ts");
  link("c1", "c2");
  link("c2", "c3");
  link("c3", "../out");
  link("circle", "circle");
  link("src/up", "..");
  link("absolute", join(base, "out"));
  link("self", root);
  execFileSync("mkfifo", [join(root, "pipe")]);
});
afterAll(() => setting.remove());

describe("resolveInside", () => {
  const inside: [string, string, string][] = [
    ["a file", "src/a.ts", "src/a.ts"],
    ["one that does not exist", "src/new/b.ts", "src/new/b.ts"],
    ["spaces", "docs/file with spaces.md", "docs/file with spaces.md"],
    ["other letters", "src/файл.ts", "src/файл.ts"],
    ["a name that begins with two dots", "src/..hidden.ts", "src/..hidden.ts"],
    ["a folder that begins with two dots", "..config/x.ts", "..config/x.ts"],
    ["three dots", ".../x", ".../x"],
    ["the root", ".", "."],
    ["nothing", "", "."],
    ["dots that stay inside", "src/../src/./a.ts", "src/a.ts"],
    ["doubled slashes", "src//a.ts", "src/a.ts"],
    ["a link that stays inside", "link-in/a.ts", "src/a.ts"],
    ["a new file behind such a link", "link-in/new.ts", "src/new.ts"],
    ["a link to the root", "src/up/src/a.ts", "src/a.ts"],
    ["an absolute link to the root", "self/src", "src"],
    ["an office lock file", "~$report.docx", "~$report.docx"],
    ["a device's name on another system", "src/con.ts", "src/con.ts"],
  ];
  it.each(inside)("takes %s", (_, path, relative) => {
    const result = resolveInside(setting.root, path);
    expect(result).toMatchObject({ ok: true, value: { relative, absolute: join(setting.root, relative) } });
  });

  it("takes the absolute form, also through a link to the root", () => {
    symlinkSync(setting.root, join(setting.base, "alias"));
    for (const path of [join(setting.root, "src/a.ts"), join(setting.base, "alias/src/a.ts")]) {
      expect(resolveInside(setting.root, path)).toMatchObject({ ok: true, value: { relative: "src/a.ts" } });
    }
    expect(resolveInside(join(setting.base, "alias"), "src/a.ts").ok).toBe(true);
  });

  const refused: [string, string, string][] = [
    ["the parent", "..", "path-outside"],
    ["a neighbour", "../out/secret.txt", "path-outside"],
    ["a neighbour with the same beginning", "../ws-evil/x", "path-outside"],
    ["an absolute path", "/etc/passwd", "path-outside"],
    ["dots beyond the top", "../../../../../../../../etc/passwd", "path-outside"],
    ["a linked folder outside", "link", "path-outside"],
    ["a file behind it", "link/secret.txt", "path-outside"],
    ["a new file behind it", "link/new.txt", "path-outside"],
    ["a linked file outside", "notes.txt", "path-outside"],
    ["a link to nothing", "dangling", "path-outside"],
    ["something below a link to nothing", "dangling/x", "path-outside"],
    ["a link to nothing inside", "dangling-inside", "path-outside"],
    ["a chain of links", "c1/secret.txt", "path-outside"],
    ["an absolute link", "absolute/secret.txt", "path-outside"],
    ["a circle", "circle/x", "path-outside"],
    ["a file as a folder", "src/a.ts/x", "path-outside"],
    ["a device", "/dev/zero", "path-outside"],
    ["a named pipe", "pipe", "invalid-input"],
    ["NUL", "src/a.ts\0.png", "invalid-input"],
    ["a line break", "src/a\n.ts", "invalid-input"],
    ["text turned around", "src/\u202ests.a", "invalid-input"],
    ["an invisible character", "src/a\u200b.ts", "invalid-input"],
    ["the home folder", "~/x", "invalid-input"],
    ["another's home", "~root/x", "invalid-input"],
    ["a file URI", "file:///etc/passwd", "invalid-input"],
    ["a web address", "https://x.test/a", "invalid-input"],
    ["a trailing space", "src/a.ts ", "invalid-input"],
    ["too long a name", `src/${"n".repeat(256)}`, "invalid-input"],
    ["too long a path", "a/".repeat(3000), "invalid-input"],
  ];
  it.each(refused)("refuses %s", (_, path, code) => {
    expect(resolveInside(setting.root, path)).toMatchObject({ ok: false, failure: { code } });
  });

  it("never takes a name for its prefix", () => {
    expect(resolveInside(join(setting.base, "w"), "../ws/src/a.ts").ok).toBe(false);
  });
});

describe("resolveEntry", () => {
  it("takes the last name as it is and resolves what is above", () => {
    const entry = resolveEntry(setting.root, "link-in/../notes.txt");
    expect(entry).toMatchObject({ ok: true, value: { relative: "notes.txt" } });
    expect(entry.ok && entry.value.stats?.isSymbolicLink()).toBe(true);
    expect(resolveEntry(setting.root, "link/secret.txt").ok).toBe(false);
    expect(resolveEntry(setting.root, ".")).toMatchObject({ ok: true, value: { relative: "." } });
  });
});

describe("pathTrap on Windows", () => {
  const table: [string, boolean][] = [
    ["src\\a.ts", true],
    ["c:\\WS\\src\\a.ts", true],
    ["C:/ws/a.ts", true],
    ["src\\..\\b", true],
    ["src\\a.ts:evil", false],
    ["src/a.ts::$DATA", false],
    [".git \\config", false],
    [".git.\\config", false],
    ["src/CON", false],
    ["src/aux.ts", false],
    ["nul", false],
    ["COM1.txt", false],
    ["\\\\?\\C:\\ws\\..\\out\\x", false],
    ["\\\\server\\share\\x", false],
    ["//server/share", false],
    ["/c/Users/me/x", false],
    ["C:x", false],
    ["VSCODE~1/settings.json", false],
    ["GIT~1\\config", false],
  ];
  it.each(table)("%s is plain: %s", (path, isPlain) => {
    expect(pathTrap(path, "win32") === null).toBe(isPlain);
  });
});
