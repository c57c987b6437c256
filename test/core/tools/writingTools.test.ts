// edit_file, write_file, move_file, delete_file: what they announce, what they do, and everything they refuse.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashBytes } from "../../../src/core/tools/hash";
import { isPrepared, type PreparedCall } from "../../../src/core/tools/tool";
import { makeSetting, type Setting } from "./setting";

let setting: Setting;
beforeEach(() => {
  setting = makeSetting();
  setting.put("src/a.ts", "const a = 1;\nconst b = 2;\n");
  setting.put("../out/secret.txt", "secret\n");
});
afterEach(() => {
  // Nothing temporary is ever left.
  const names = readdirSync(setting.root, { recursive: true }).map(String);
  expect(names.filter((name) => name.includes(".kilo-"))).toEqual([]);
  setting.remove();
});

const hash = (text: string | Buffer) => hashBytes(Buffer.from(text));

async function prepared(tool: string, input: unknown): Promise<PreparedCall> {
  const call = await setting.prepare(tool, input);
  if (!isPrepared(call)) throw new Error(call.text);
  return call;
}

describe("edit_file", () => {
  const edit = { path: "src/a.ts", search: "const b = 2;", replace: "const b = 3;" };

  it("announces hashes and a diff, and touches nothing before it runs", async () => {
    const call = await prepared("edit_file", edit);
    const [before, after] = ["const a = 1;\nconst b = 2;\n", "const a = 1;\nconst b = 3;\n"];
    expect(call.effect).toBe("write");
    expect(call.targets).toEqual(["src/a.ts"]);
    expect(call.writes).toEqual([{ path: "src/a.ts", before: hash(before), after: hash(after) }]);
    expect(call.diff).toBe(
      "--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,2 +1,2 @@\n const a = 1;\n-const b = 2;\n+const b = 3;\n",
    );
    expect(setting.get("src/a.ts").toString()).toBe(before);
    const output = await call.run();
    expect(output).toMatchObject({ note: "+1 −1", seen: [{ path: "src/a.ts", hash: hash(after) }] });
    expect(output.text).toBe("Edited src/a.ts at line 2 (+1 −1).");
    expect(setting.get("src/a.ts").toString()).toBe(after);
  });

  it("needs no reading before where the text is unique, and reads as one after the other", async () => {
    expect((await setting.call("edit_file", edit)).isError).toBeUndefined();
    expect(
      (await setting.call("edit_file", { ...edit, search: "a = 1", replace: "a = 9" })).isError,
    ).toBeUndefined();
    expect(setting.get("src/a.ts").toString()).toBe("const a = 9;\nconst b = 3;\n");
  });

  it("refuses a file that changed since it was read", async () => {
    await setting.call("read_file", { path: "src/a.ts" });
    setting.put("src/a.ts", "const b = 2; // the user\n");
    const output = await setting.call("edit_file", edit);
    expect(output).toMatchObject({ isError: true, failure: { code: "file-changed" } });
    expect(setting.get("src/a.ts").toString()).toBe("const b = 2; // the user\n");
  });

  const meanwhile: [string, () => void][] = [
    ["changed", () => setting.put("src/a.ts", "other\n")],
    ["removed", () => rmSync(join(setting.root, "src/a.ts"))],
    [
      "made a link",
      () => {
        rmSync(join(setting.root, "src/a.ts"));
        symlinkSync("../../out/secret.txt", join(setting.root, "src/a.ts"));
      },
    ],
    [
      "moved behind a link",
      () => {
        renameSync(join(setting.root, "src"), join(setting.base, "out/src"));
        symlinkSync("../out/src", join(setting.root, "src"));
      },
    ],
  ];
  it.each(
    meanwhile,
  )("refuses to run where the file was %s after the approval was asked", async (_, change) => {
    const call = await prepared("edit_file", edit);
    change();
    const output = await call.run();
    expect(output.isError).toBe(true);
    expect(readFileSync(join(setting.base, "out/secret.txt"), "utf8")).toBe("secret\n");
    const moved = join(setting.base, "out/src/a.ts");
    if (existsSync(moved)) expect(readFileSync(moved, "utf8")).toContain("const b = 2;");
  });

  it("keeps other names and the mode of a file with several", async () => {
    chmodSync(join(setting.root, "src/a.ts"), 0o750);
    linkSync(join(setting.root, "src/a.ts"), join(setting.root, "same.ts"));
    await setting.call("edit_file", edit);
    expect(setting.get("same.ts").toString()).toContain("b = 3");
    expect(statSync(join(setting.root, "same.ts")).nlink).toBe(2);
    expect(statSync(join(setting.root, "same.ts")).mode & 0o777).toBe(0o750);
  });

  it("writes through a link inside the project to its target", async () => {
    symlinkSync("src/a.ts", join(setting.root, "alias.ts"));
    const call = await prepared("edit_file", { ...edit, path: "alias.ts" });
    expect(call.targets).toEqual(["src/a.ts"]);
    await call.run();
    expect(lstatSync(join(setting.root, "alias.ts")).isSymbolicLink()).toBe(true);
    expect(setting.get("src/a.ts").toString()).toContain("b = 3");
  });

  it("replaces a temporary file that a killed write has left", async () => {
    const left = join(setting.root, "src", `.kilo-${hash(join(setting.root, "src/a.ts")).slice(0, 8)}.tmp`);
    writeFileSync(left, "half");
    expect((await setting.call("edit_file", edit)).isError).toBeUndefined();
    expect(existsSync(left)).toBe(false);
  });
});

describe("write_file", () => {
  it("creates a file with its folders", async () => {
    const call = await prepared("write_file", { path: "new/deep/b.ts", content: "x\n" });
    expect(call.writes).toEqual([{ path: "new/deep/b.ts", before: null, after: hash("x\n") }]);
    expect(call.diff).toBe("--- /dev/null\n+++ b/new/deep/b.ts\n@@ -0,0 +1,1 @@\n+x\n");
    expect((await call.run()).text).toBe("Created new/deep/b.ts (+1 −0).");
    expect(setting.get("new/deep/b.ts").toString()).toBe("x\n");
  });

  it("never replaces a file that came meanwhile", async () => {
    const call = await prepared("write_file", { path: "b.ts", content: "mine\n" });
    setting.put("b.ts", "theirs\n");
    expect(await call.run()).toMatchObject({ isError: true, failure: { code: "file-changed" } });
    expect(setting.get("b.ts").toString()).toBe("theirs\n");
  });

  it("replaces only what was read, as it still is", async () => {
    const write = { path: "src/a.ts", content: "all new\n" };
    expect((await setting.call("write_file", write)).text).toContain("Read it before");
    await setting.call("read_file", { path: "src/a.ts" });
    expect((await setting.call("write_file", write)).text).toBe("Replaced src/a.ts (+1 −2).");
    expect((await setting.call("write_file", write)).text).toContain("already");
    setting.put("src/a.ts", "the user's\n");
    expect((await setting.call("write_file", write)).failure?.code).toBe("file-changed");
  });

  it("keeps encoding, mark, line ends and mode of what it replaces", async () => {
    setting.put("w.txt", Buffer.from("\ufeffa\r\nb\r\n", "utf16le"));
    chmodSync(join(setting.root, "w.txt"), 0o755);
    await setting.call("read_file", { path: "w.txt" });
    await setting.call("write_file", { path: "w.txt", content: "世\nc\n" });
    expect(setting.get("w.txt").equals(Buffer.from("\ufeff世\r\nc\r\n", "utf16le"))).toBe(true);
    expect(statSync(join(setting.root, "w.txt")).mode & 0o777).toBe(0o755);
  });

  it("makes an empty file", async () => {
    await setting.call("write_file", { path: "empty", content: "" });
    expect(setting.get("empty").length).toBe(0);
  });

  it("has a limit", async () => {
    const output = await setting.call("write_file", { path: "big", content: "x".repeat(5_000_001) });
    expect(output.isError).toBe(true);
  });
});

describe("move_file and delete_file", () => {
  it("moves a file with its mode", async () => {
    chmodSync(join(setting.root, "src/a.ts"), 0o755);
    const call = await prepared("move_file", { from: "src/a.ts", to: "lib/b.ts" });
    const before = hash("const a = 1;\nconst b = 2;\n");
    expect(call.writes).toEqual([
      { path: "src/a.ts", before, after: null },
      { path: "lib/b.ts", before: null, after: before },
    ]);
    expect(await call.run()).toMatchObject({ seen: [{ path: "lib/b.ts", hash: before }] });
    expect(existsSync(join(setting.root, "src/a.ts"))).toBe(false);
    expect(statSync(join(setting.root, "lib/b.ts")).mode & 0o777).toBe(0o755);
    expect(statSync(join(setting.root, "lib/b.ts")).nlink).toBe(1);
  });

  it("never moves onto another file", async () => {
    setting.put("b.ts", "other\n");
    expect((await setting.call("move_file", { from: "src/a.ts", to: "b.ts" })).text).toContain("exists");
    const call = await prepared("move_file", { from: "src/a.ts", to: "c.ts" });
    setting.put("c.ts", "came meanwhile\n");
    expect((await call.run()).isError).toBe(true);
    expect(setting.get("c.ts").toString()).toBe("came meanwhile\n");
    expect(existsSync(join(setting.root, "src/a.ts"))).toBe(true);
  });

  it("moves and deletes a folder file by file", async () => {
    setting.put("src/deep/c.ts", "c\n");
    mkdirSync(join(setting.root, "src/empty"));
    const moved = await setting.call("move_file", { from: "src", to: "lib" });
    expect(moved.note).toBe("2 files moved");
    expect(existsSync(join(setting.root, "src"))).toBe(false);
    const call = await prepared("delete_file", { path: "lib" });
    expect(call.writes?.map((write) => write.path)).toEqual(["lib/a.ts", "lib/deep/c.ts"]);
    expect(call.diff).toContain("-const a = 1;");
    await call.run();
    expect(existsSync(join(setting.root, "lib"))).toBe(false);
  });

  it("does not delete what changed after it was announced", async () => {
    const call = await prepared("delete_file", { path: "src/a.ts" });
    setting.put("src/a.ts", "the user's\n");
    expect((await call.run()).failure?.code).toBe("file-changed");
    expect(setting.get("src/a.ts").toString()).toBe("the user's\n");
  });

  it("names the protected target of a rename", async () => {
    const call = await prepared("move_file", { from: "src/a.ts", to: ".vscode/settings.json" });
    expect(call.targets).toContain(".vscode/settings.json");
  });
});

describe("what every writing tool refuses", () => {
  const targets: [string, () => void, string][] = [
    ["outside", () => {}, "../out/secret.txt"],
    ["behind a link", () => symlinkSync("../out", join(setting.root, "link")), "link/secret.txt"],
    ["the repository", () => setting.put(".git/config", "[core]\n"), ".git/config"],
    ["the repository in other letters", () => setting.put(".GIT/config", "[core]\n"), ".GIT/config"],
    ["a worktree's pointer", () => setting.put(".git", "gitdir: x\n"), ".git"],
    [
      "the repository behind a link",
      () => {
        setting.put(".git/hooks/x", "x\n");
        symlinkSync(".git", join(setting.root, "g"));
      },
      "g/hooks/x",
    ],
    [
      "Kilo's settings",
      () => setting.put(".kilocode/agents-config.json", "{}\n"),
      ".kilocode/agents-config.json",
    ],
    ["the project itself", () => {}, "."],
    ["a pipe", () => execFileSync("mkfifo", [join(setting.root, "pipe")]), "pipe"],
  ];
  it.each(targets)("%s", async (_, prepare, path) => {
    prepare();
    const calls: [string, unknown][] = [
      ["edit_file", { path, search: "x", replace: "y" }],
      ["write_file", { path, content: "y\n" }],
      ["move_file", { from: path, to: "free.txt" }],
      ["move_file", { from: "src/a.ts", to: path }],
      ["delete_file", { path }],
    ];
    for (const [tool, input] of calls) {
      const answer = await setting.prepare(tool, input);
      expect([tool, isPrepared(answer)]).toEqual([tool, false]);
      expect(answer).toMatchObject({ isError: true });
    }
    expect(readFileSync(join(setting.base, "out/secret.txt"), "utf8")).toBe("secret\n");
  });

  it("a folder with links, repositories or too many files", async () => {
    setting.put("linked/x", "x\n");
    symlinkSync("../../out", join(setting.root, "linked/node_modules"));
    setting.put("nested/.git/HEAD", "ref\n");
    for (let n = 0; n < 201; n++) setting.put(`many/${n}`, "x");
    for (const path of ["linked", "nested", "many", "linked/node_modules"]) {
      expect((await setting.call("delete_file", { path })).isError).toBe(true);
    }
    expect(existsSync(join(setting.base, "out/secret.txt"))).toBe(true);
    expect((await setting.call("move_file", { from: "src", to: "src/inner" })).text).toContain("into itself");
  });

  it("binary and large files", async () => {
    setting.put("p.png", Buffer.from("89504e470d0a1a0a0000", "hex"));
    setting.put("big.txt", Buffer.alloc(5_000_001, 0x61));
    expect((await setting.call("edit_file", { path: "p.png", search: "PNG", replace: "x" })).text).toContain(
      "binary",
    );
    expect((await setting.call("edit_file", { path: "big.txt", search: "a", replace: "b" })).text).toContain(
      "too large",
    );
    expect(
      (await setting.call("edit_file", { path: "gone.ts", search: "a", replace: "b" })).failure?.code,
    ).toBe("not-found");
  });
});
