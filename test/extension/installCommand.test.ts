// The launcher of `kilo-code`: where it goes, what it runs, what it never replaces. Real files and real shells.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installCommand, refreshCommand } from "../../src/extension/installCommand";
import { type LauncherParts, launcherPlaces, launcherText } from "../../src/extension/launcher";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "kilo-home-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A program that says how it was called, in a folder with a difficult name. */
function program(): LauncherParts {
  const folder = join(home, "it's a $HOME");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "kilo-code.cjs");
  writeFileSync(
    path,
    'console.log(JSON.stringify([process.argv.slice(2), process.env.ELECTRON_RUN_AS_NODE ?? ""]))',
  );
  return { program: path, editor: process.execPath, electron: false };
}

const shown = (path: string, windows = false) =>
  launcherPlaces({ windows, home: windows ? "C:\\Users\\me" : "/home/me", path }).map(
    ({ folder, onPath }) => `${folder}${onPath ? "" : " (not on PATH)"}`,
  );

describe("where it goes", () => {
  test.each<[string, string, string[]]>([
    ["on the PATH", "/usr/bin:/home/me/.local/bin", ["/home/me/.local/bin"]],
    ["with a slash", "/home/me/.local/bin/", ["/home/me/.local/bin"]],
    ["another on the PATH", "/home/me/bin:/usr/bin", ["/home/me/bin", "/home/me/.local/bin (not on PATH)"]],
    ["none on the PATH", "/usr/local/bin:/usr/bin", ["/home/me/.local/bin (not on PATH)"]],
  ])("%s", (_, path, expected) => {
    expect(shown(path)).toEqual(expected);
  });

  test("Windows", () => {
    const own = "C:\\Users\\me\\AppData\\Local";
    expect(shown(`C:\\Windows;${own}\\microsoft\\windowsapps\\`, true)).toEqual([
      `${own}\\Microsoft\\WindowsApps`,
      `${own}\\Programs\\kilo-code (not on PATH)`,
    ]);
  });
});

describe.skipIf(process.platform === "win32")("what it does", () => {
  const world = () => ({ windows: false, home, path: "/usr/bin" });

  async function installed(parts: LauncherParts): Promise<string> {
    const outcome = await installCommand(world(), parts);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    expect(outcome.value).toEqual({ path: join(home, ".local/bin/kilo-code"), onPath: false });
    return outcome.value.path;
  }

  /** A PATH with the shell's own commands and, if wanted, one `node`. */
  function run(path: string, node: string | null): unknown {
    const folder = join(home, "path");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    if (node !== null) {
      writeFileSync(join(folder, "node"), node);
      chmodSync(join(folder, "node"), 0o755);
    }
    return JSON.parse(execFileSync(path, ["run", "a b", "$x"], { encoding: "utf8", env: { PATH: folder } }));
  }

  const words = ["run", "a b", "$x"];
  const asNode = (version: string) =>
    `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\nELECTRON_RUN_AS_NODE=own exec '${process.execPath}' "$@"\n`;

  test.each<[string, string | null, unknown]>([
    ["a Node that is new enough runs it", asNode("v20.19.0"), [words, "own"]],
    ["a newer one too", asNode("v24.1.0"), [words, "own"]],
    ["an older one does not", asNode("v20.18.3"), [words, "1"]],
    ["nor a much older one", asNode("v18.20.0"), [words, "1"]],
    ["without Node the editor runs it", null, [words, "1"]],
  ])("%s", async (_, node, expected) => {
    expect(run(await installed({ ...program(), electron: true }), node)).toEqual(expected);
  });

  test("an editor that is a Node is not told to be one", async () => {
    expect(run(await installed(program()), null)).toEqual([words, ""]);
  });

  test("says what to do when the extension has gone", async () => {
    const path = await installed({ ...program(), program: "/nowhere/kilo-code.cjs" });
    expect(() => execFileSync(path, { stdio: "pipe" })).toThrow(/the extension has moved/);
  });

  test("another program of that name is left as it is", async () => {
    const path = join(home, ".local/bin/kilo-code");
    mkdirSync(join(home, ".local/bin"), { recursive: true });
    writeFileSync(path, "mine");
    const outcome = await installCommand(world(), program());
    expect(outcome.ok ? "" : outcome.failure.message).toBe(
      `The command could not be installed: ${path} is another program's and is left as it is.`,
    );
    expect(readFileSync(path, "utf8")).toBe("mine");
    expect(await refreshCommand(path, program(), false)).toBe(false);
  });

  test("a link is left as it is, even to nowhere", async () => {
    const path = join(home, ".local/bin/kilo-code");
    mkdirSync(join(home, ".local/bin"), { recursive: true });
    symlinkSync(join(home, "elsewhere"), path);
    expect((await installCommand(world(), program())).ok).toBe(false);
  });

  test("a new version is pointed to, and only where a launcher is", async () => {
    const path = await installed(program());
    const next = { ...program(), program: "/next/kilo-code.cjs" };
    expect(await refreshCommand(path, next, false)).toBe(true);
    expect(readFileSync(path, "utf8")).toBe(launcherText(next, false));
    expect(await refreshCommand(path, next, false)).toBe(false);
    rmSync(path);
    expect(await refreshCommand(path, next, false)).toBe(false);
  });
});

test("a command file of Windows", () => {
  const text = launcherText({ program: "C:\\a 100%\\k.cjs", editor: "C:\\Code.exe", electron: true }, true);
  expect(text.split("\r\n").slice(2)).toEqual([
    "setlocal",
    "set ELECTRON_RUN_AS_NODE=1",
    '"C:\\Code.exe" "C:\\a 100%%\\k.cjs" %*',
    "",
  ]);
});
