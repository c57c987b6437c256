// read_file, list_files, search_files, read_output: what a model is told, and how much of it.
import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashBytes } from "../../../src/core/tools/hash";
import { createSearchFiles } from "../../../src/core/tools/searchFiles";
import { isPrepared } from "../../../src/core/tools/tool";
import { makeSetting, type Setting } from "./setting";

const id = "a".repeat(64);
let setting: Setting;
beforeEach(() => {
  setting = makeSetting({ [id]: Array.from({ length: 5000 }, (_, n) => `line ${n}`).join("\n") });
});
afterEach(() => setting.remove());

const read = async (input: unknown) => (await setting.call("read_file", input)).text;

describe("read_file", () => {
  it("gives the raw text under a header and says what was seen", async () => {
    setting.put("a.ts", "one\n\ttwo\n");
    const output = await setting.call("read_file", { path: "a.ts" });
    expect(output.text).toBe("a.ts (2 lines)\none\n\ttwo");
    expect(output.seen).toEqual([{ path: "a.ts", hash: hashBytes(Buffer.from("one\n\ttwo\n")) }]);
  });

  it("names what is unusual about the bytes", async () => {
    setting.put("crlf", "a\r\nb");
    setting.put("bom", "\ufeffa\n");
    setting.put("latin", Buffer.from("caf\xe9\n", "latin1"));
    setting.put("mixed", "a\r\nb\nc\n");
    expect(await read({ path: "crlf" })).toBe("crlf (2 lines, CRLF, no final newline)\na\nb");
    expect(await read({ path: "bom" })).toBe("bom (1 line, UTF-8 with BOM)\na");
    expect(await read({ path: "latin" })).toBe("latin (1 line, Latin-1)\ncafé");
    expect(await read({ path: "mixed" })).toContain("mixed line ends");
  });

  it("takes ranges as models send them", async () => {
    setting.put("a", Array.from({ length: 10 }, (_, n) => `l${n + 1}\n`).join(""));
    const table: [object, string][] = [
      [{ start: 3, end: 4 }, "a (lines 3-4 of 10)\nl3\nl4"],
      [{ start: "9" }, "a (lines 9-10 of 10)\nl9\nl10"],
      [{ start: null, end: 1 }, "a (lines 1-1 of 10)\nl1"],
      [{ start: 0, end: -1 }, "a (10 lines)"],
      [{ start: 8, end: 2 }, "a (lines 8-8 of 10)\nl8"],
      [{ start: 9, end: 99 }, "a (lines 9-10 of 10)"],
      [{ start: 11 }, "a has 10 lines; there is no line 11."],
    ];
    for (const [range, text] of table) expect(await read({ path: "a", ...range })).toContain(text);
  });

  it("cuts a long file at a line and says how to go on", async () => {
    setting.put("long", Array.from({ length: 3000 }, (_, n) => `line number ${n + 1}\n`).join(""));
    const text = await read({ path: "long" });
    expect(text.length).toBeLessThan(12_000);
    const next = Number(/go on with start=(\d+)/.exec(text)?.[1]);
    expect(await read({ path: "long", start: next, end: next })).toContain(`line number ${next}`);
    expect(text).toContain(`line number ${next - 1}\n`);
    expect(text).not.toContain(`line number ${next}\n`);
  });

  it("cuts one endless line", async () => {
    setting.put("min.js", "x".repeat(1_000_000));
    const text = await read({ path: "min.js" });
    expect(text).toContain("[996000 more characters]");
    expect(text.length).toBeLessThan(5000);
  });

  it("refuses what is no text file, with the reason", async () => {
    setting.put("dir/x", "x");
    setting.put("p.png", Buffer.from("89504e470d0a1a0a0000", "hex"));
    setting.put("empty", "");
    execFileSync("mkfifo", [join(setting.root, "pipe")]);
    setting.put("src/parser.ts", "x");
    expect(await read({ path: "dir" })).toContain("is a folder; list_files");
    expect(await read({ path: "p.png" })).toContain("binary (10 bytes)");
    expect(await read({ path: "pipe" })).toContain("neither a file nor a folder");
    expect(await read({ path: "empty" })).toBe("empty is empty.");
    expect(await read({ path: "src/Parser.ts" })).toContain("does not exist. In its folder: parser.ts.");
    expect(await read({ path: "../x" })).toContain("outside");
  });
});

describe("list_files", () => {
  beforeEach(() => {
    for (const path of [
      "b.ts",
      "a.ts",
      "src/x.ts",
      "src/deep/y.ts",
      "dist/out.js",
      "src/gen/z.ts",
      "node_modules/m/i.js",
    ]) {
      setting.put(path, "x\n");
    }
    setting.put(".gitignore", "dist/\n");
    setting.put("src/.gitignore", "gen\n");
    symlinkSync("/etc", join(setting.root, "etc"));
  });
  const list = async (input: unknown) => (await setting.call("list_files", input)).text;

  it("shows one level, links unfollowed, ignored ones counted", async () => {
    expect(await list({})).toBe(".gitignore\na.ts\nb.ts\netc (link)\nsrc/\n[2 ignored]");
  });

  it("goes deeper where asked", async () => {
    const text = "src/.gitignore\nsrc/deep/\nsrc/deep/y.ts\nsrc/x.ts\n[1 ignored]";
    expect(await list({ path: "src", depth: "5" })).toBe(text);
    expect((await list({ depth: 9 })).split("\n")).toContain("src/deep/y.ts");
  });

  it("shows an ignored folder that is named", async () => {
    expect(await list({ path: "dist" })).toBe("dist/out.js");
    expect(await list({ path: "node_modules", depth: 3 })).toContain("node_modules/m/i.js");
  });

  it("counts what it does not show", async () => {
    for (let n = 0; n < 700; n++) setting.put(`many/${n}.txt`, "");
    const text = await list({ path: "many" });
    expect(text).toContain("[500 of 700 entries; list a subfolder for more]");
    expect(text.length).toBeLessThan(12_000);
  });

  it("answers for files, nothing and outside", async () => {
    setting.put("void/.gitignore", "*\n");
    expect(await list({ path: "a.ts" })).toContain("is a file");
    expect(await list({ path: "gone" })).toContain("does not exist");
    expect(await list({ path: "etc" })).toContain("outside");
    expect(await list({ path: "void" })).toBe("void is empty (1 ignored).");
  });
});

describe("search_files without ripgrep", () => {
  const search = async (input: unknown) => (await setting.call("search_files", input)).text;
  beforeEach(() => {
    setting.put("a.ts", "import x\nfoo(1)\nFOO(2)\r\nend");
    setting.put("src/b.tsx", "foo(3)\n");
    setting.put("src/b.test.ts", "foo(4)\n");
    setting.put("dist/c.ts", "foo(5)\n");
    setting.put(".gitignore", "dist\n");
    setting.put(".env", "KEY=foo\n");
    setting.put("p.bin", Buffer.from("foo\0\0\0"));
    setting.put("utf16.txt", Buffer.from("\ufefffoo(6)\n", "utf16le"));
  });

  it("groups by file and leaves out ignored, binary and secret ones", async () => {
    const text = "a.ts\n2: foo(1)\nsrc/b.test.ts\n1: foo(4)\nsrc/b.tsx\n1: foo(3)\nutf16.txt\n1: foo(6)";
    expect(await search({ pattern: "foo\\(\\d\\)" })).toBe(
      `${text}\n[left out: 1 file that may hold secrets]`,
    );
  });

  it.each([
    [{ pattern: "foo(", literal: true, path: "a.ts" }, "a.ts\n2: foo(1)"],
    [{ pattern: "(?i)^foo", path: "a.ts" }, "a.ts\n2: foo(1)\n3: FOO(2)"],
    [{ pattern: "foo", glob: "*.tsx" }, "src/b.tsx\n1: foo(3)"],
    [{ pattern: "foo", glob: "src/**/*.{ts,tsx}" }, "src/b.test.ts\n1: foo(4)\nsrc/b.tsx\n1: foo(3)"],
    [{ pattern: "foo", glob: "!*.test.ts", path: "src" }, "src/b.tsx\n1: foo(3)"],
    [{ pattern: "foo", path: "dist", literal: "false" }, "dist/c.ts\n1: foo(5)"],
    [{ pattern: "KEY", path: ".env", glob: null }, ".env\n1: KEY=foo"],
    [{ pattern: "nowhere" }, "No matches."],
    [{ pattern: "2\\)$", path: "a.ts" }, "a.ts\n3: FOO(2)"],
  ])("%j", async (input, text) => {
    const told = (await search(input)).replace("\n[left out: 1 file that may hold secrets]", "");
    expect(told).toBe(text);
  });

  it("says what is wrong with a pattern", async () => {
    expect(await search({ pattern: "foo(" })).toContain("not a valid regular expression");
  });

  it("ends a pattern that would never end", async () => {
    setting.put("evil.txt", `${"a".repeat(40)}!\n`);
    const text = await search({ pattern: "^(a+)+$", path: "evil.txt" });
    expect(text).toContain("the pattern takes too long");
  });

  it("bounds the matches and the length of lines", async () => {
    setting.put("many.txt", "hit\n".repeat(5000));
    for (let n = 0; n < 20; n++) setting.put(`m/${n}.txt`, "hit hit\n".repeat(40));
    setting.put("wide.txt", `${"x".repeat(5000)}needle${"y".repeat(5000)}\n`);
    const text = await search({ pattern: "hit" });
    expect(text.length).toBeLessThan(12_000);
    expect(text).toMatch(/\[\d+ of \d+\+? matches in \d+ files shown; narrow the search/);
    const wide = await search({ pattern: "needle" });
    expect(wide).toContain("needle");
    expect(wide.length).toBeLessThan(400);
  });
});

describe("search_files with ripgrep on the search path", () => {
  /** Stands for ripgrep: answers with what it is told to, and writes down how it was called. */
  function standIn(folder: string, script: string): string {
    setting.put(`${folder}/rg`, `#!/bin/sh\nprintf '%s\\n' "$@" > "$0.args"\n${script}\n`);
    chmodSync(join(setting.root, folder, "rg"), 0o755);
    return join(setting.root, folder);
  }
  async function searchWith(path: string, input: unknown): Promise<string> {
    const tool = createSearchFiles(path);
    const call = await tool.prepare(tool.input.parse(input), setting.context);
    return isPrepared(call) ? (await call.run()).text : call.text;
  }

  it("reads its answer and hands the pattern over as one argument", async () => {
    setting.put("a.ts", `x\nx\nfoo: bar\r\n${"x\n".repeat(5)}foo\n`);
    const lines =
      "./a.ts\\0003:foo: bar\\r\\n./a.ts\\0009:foo\\n./src/b.test.ts\\0001:foo\\n./.env\\0001:foo\\n";
    const folder = standIn("../bin", `printf '${lines}'`);
    const text = await searchWith(folder, { pattern: "--pre=sh foo", glob: "!*.test.ts" });
    expect(text).toBe("a.ts\n3: foo: bar\n9: foo");
    const called = setting.get("../bin/rg.args").toString().split("\n");
    expect(called.slice(-5)).toEqual(["--regexp", "--pre=sh foo", "--", "./", ""]);
    expect(called).toContain("--no-config");
  });

  it("stops it at the limit of matches", async () => {
    setting.put("a.ts", "x\n");
    const folder = standIn("../bin", "while :; do printf 'a.ts\\0001:x\\n'; done");
    expect(await searchWith(folder, { pattern: "x" })).toContain("300+ matches in 1 file shown");
  });

  it("shows nothing that lies behind a link, whatever ripgrep found there", async () => {
    setting.put("../out/a.ts", "CANARY\n");
    symlinkSync(join(setting.base, "out"), join(setting.root, "dir"));
    const folder = standIn("../bin", "printf 'dir/a.ts\\0001:CANARY\\n'");
    expect(await searchWith(folder, { pattern: "CANARY" })).toBe("No matches.");
  });

  it("answers itself where ripgrep does not understand the pattern", async () => {
    setting.put("a.ts", "foobar\n");
    expect(await searchWith(standIn("../bin", "exit 2"), { pattern: "foo(?=bar)" })).toBe("a.ts\n1: foobar");
  });

  it("never runs one from the project or by a relative path", async () => {
    setting.put("a.ts", "foo\n");
    const path = [standIn("bin", "exit 1"), "bin", "."].join(delimiter);
    expect(await searchWith(path, { pattern: "foo", glob: "*.ts" })).toBe("a.ts\n1: foo");
    expect(() => setting.get("bin/rg.args")).toThrow();
  });
});

describe("read_output", () => {
  it("goes through a kept output page by page without a gap", async () => {
    let all = "";
    for (let start: number | null = 0; start !== null; ) {
      const { text } = await setting.call("read_output", { id, start });
      const [page = "", next] = text.split(/\n\[\d+ characters left; go on with start=(\d+)\]$/);
      all += page;
      start = next === undefined ? null : Number(next);
    }
    expect(all).toBe(setting.context.readOutput(id));
  });

  it("answers wrong names and places", async () => {
    expect((await setting.call("read_output", { id: "zz" })).isError).toBe(true);
    expect((await setting.call("read_output", { id: "b".repeat(64) })).failure?.code).toBe("not-found");
    expect((await setting.call("read_output", { id, start: 10 ** 7 })).text).toMatch(/has \d+ characters/);
  });
});
