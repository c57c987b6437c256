import { describe, expect, it } from "vitest";
import type { GitCommand } from "../../../src/core/git/command";
import { compareTrees, countLines } from "../../../src/core/git/commands/compareTrees";
import { listConfig } from "../../../src/core/git/commands/listConfig";
import { listFiles } from "../../../src/core/git/commands/listFiles";
import { listTree } from "../../../src/core/git/commands/listTree";
import { listWorktreesCommand } from "../../../src/core/git/commands/listWorktrees";
import { readBlobs } from "../../../src/core/git/commands/readBlobs";
import { readStatus } from "../../../src/core/git/commands/readStatus";
import { dropReferences, listReferences } from "../../../src/core/git/commands/references";
import { changeIndex, storeFiles } from "../../../src/core/git/commands/storeTree";

const zero = "0".repeat(40);
const one = "1".repeat(40);

function read<T>(command: GitCommand<T>, output: string | Buffer): T {
  return command.read(Buffer.from(output), 0);
}

describe("what is read from git's output", () => {
  it("ls-files: names once each, nested folders, names that are not UTF-8", () => {
    const output = Buffer.concat([
      Buffer.from("a\0a\0b\nc\0nested/\0\ufffd\0"),
      Buffer.from([0x66, 0xff, 0]),
    ]);
    expect(read(listFiles(), output)).toEqual({
      paths: ["a", "b\nc", "nested/", "\ufffd"],
      unreadable: ["f\ufffd"],
    });
    expect(read(listFiles(), "")).toEqual({ paths: [], unreadable: [] });
  });
  it("ls-tree: modes, sizes, names with spaces and tabs", () => {
    expect(
      read(listTree("HEAD"), `100644 blob ${one}      12\ta b\tc\u0000160000 commit ${one}       -\tsub\0`),
    ).toEqual([
      { path: "a b\tc", mode: "100644", blob: one, size: 12 },
      { path: "sub", mode: "160000", blob: one, size: 0 },
    ]);
  });
  it("diff-tree: raw changes and line counts", () => {
    expect(
      read(
        compareTrees("a", "b"),
        `:100644 000000 ${one} ${zero} D\0gone\0:000000 120000 ${zero} ${one} A\0link\0`,
      ),
    ).toEqual([
      { path: "gone", modeBefore: "100644", modeAfter: "000000", blobBefore: one, blobAfter: null },
      { path: "link", modeBefore: "000000", modeAfter: "120000", blobBefore: null, blobAfter: one },
    ]);
    expect(read(countLines("a", "b"), "3\t1\ta\tb\0-\t-\tpicture\0")).toEqual([
      { path: "a\tb", added: 3, removed: 1, binary: false },
      { path: "picture", added: 0, removed: 0, binary: true },
    ]);
  });
  it("cat-file: bytes with newlines, missing names with newlines, trees are no files", () => {
    const output = `${one} blob 4\na\nb\n\nt:x\ny missing\n${one} tree 3\nabc\n${one} blob 0\n\n`;
    const blobs = read(readBlobs([one, "t:x\ny", "t:d", one]), output);
    expect(blobs.map((blob) => blob?.toString() ?? null)).toEqual(["a\nb\n", null, null, ""]);
  });
  it("status: branch, first commit, changes, conflicts", () => {
    const lines = [
      `# branch.oid ${one}`,
      "# branch.head main",
      `1 .M N... 100644 100644 100644 ${one} ${one} a b`,
    ];
    lines.push(`u UU N... 100644 100644 100644 100644 ${one} ${one} ${one} c d`, "? new file", "! ignored");
    expect(read(readStatus("all"), `${lines.join("\0")}\0`)).toEqual({
      head: one,
      branch: "main",
      changed: ["a b", "c d", "new file"],
      conflicted: ["c d"],
    });
    expect(read(readStatus("no"), "# branch.oid (initial)\0# branch.head (detached)\0")).toMatchObject({
      head: null,
      branch: null,
    });
  });
  it("worktree list: main, detached, locked, gone", () => {
    const output = `worktree /a b\0HEAD ${one}\0branch refs/heads/x/y\0\0worktree /c\0HEAD ${one}\0detached\0locked why\0prunable gone\0\0`;
    expect(read(listWorktreesCommand(), output)).toEqual([
      { path: "/a b", head: one, branch: "x/y", bare: false, locked: false, prunable: false },
      { path: "/c", head: one, branch: null, bare: false, locked: true, prunable: true },
    ]);
  });
  it("config: scope, origin, values with newlines, keys without a value", () => {
    expect(read(listConfig(), "local\0file:.git/config\0a.b\nc\nd\0global\0file:/g\0a.c\0")).toEqual([
      { scope: "local", origin: "file:.git/config", key: "a.b", value: "c\nd" },
      { scope: "global", origin: "file:/g", key: "a.c", value: null },
    ]);
  });
  it("for-each-ref", () => {
    expect(read(listReferences("refs/kilo/x/"), `${one} refs/kilo/x/1\n`)).toEqual([
      { name: "refs/kilo/x/1", object: one },
    ]);
  });
});

describe("what git is fed", () => {
  it("quotes only names one line cannot carry", () => {
    expect(storeFiles(["plain", "a\nb", '"q"', "back\\slash", "cr\r", "ü"]).input).toBe(
      'plain\n"a\\nb"\n"\\"q\\""\n"back\\\\slash"\n"cr\\r"\nü\n',
    );
  });
  it("removes before it adds, so that a folder may take a file's place", () => {
    const lines = [
      { path: "a/b", entry: { mode: "100644", blob: one } },
      { path: "a", entry: null },
    ];
    expect(changeIndex(lines, zero).input).toBe(`0 ${zero}\ta\u0000100644 ${one}\ta/b\0`);
  });
  it("drops refs only as they were listed", () => {
    expect(dropReferences([{ name: "refs/kilo/x/1", object: one }]).input).toBe(
      `delete refs/kilo/x/1\0${one}\0`,
    );
  });
});
