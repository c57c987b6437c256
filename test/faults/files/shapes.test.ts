// facts/reliability.md: what is no plain text file is refused in words and never waited for; what changed
// since it was read is never overwritten; a file is exchanged only where that loses nothing of it.
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
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
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isPrepared, type ToolOutput } from "../../../src/core/tools/tool";
import { makeSetting, type Setting } from "../../core/tools/setting";
import { tally } from "../tally";

let setting: Setting;
beforeEach(() => {
  setting = makeSetting();
});
afterEach(() => setting.remove());

const at = (path: string) => join(setting.root, path);

/** What stands there, without opening it. */
function pictureOf(path: string): string {
  const stats = lstatSync(at(path), { throwIfNoEntry: false });
  if (!stats) return "nothing";
  const kind = stats.isFile() && stats.size < 10_000_000 ? readFileSync(at(path)).toString("base64") : "";
  return `${stats.mode} ${stats.size} ${stats.ino} ${stats.nlink} ${kind}`;
}

async function play(tool: string, input: unknown): Promise<ToolOutput> {
  const made = await setting.prepare(tool, input);
  return isPrepared(made) ? made.run() : made;
}

const text = "one\ntwo\n";

/** A path, how it comes to be, and which tools may still work with it. */
const shapes: [name: string, make: () => void, fine?: string[]][] = [
  ["a picture", () => setting.put("x", Buffer.from("89504e470d0a1a0a0000", "hex"))],
  ["zeros", () => setting.put("x", Buffer.alloc(4_096))],
  ["more than 5 MB", () => setting.put("x", Buffer.alloc(5_000_001, 0x61))],
  [
    "10 GB without content",
    () => {
      setting.put("x", "");
      truncateSync(at("x"), 10_000_000_000);
    },
  ],
  ["one line of 4 MB", () => setting.put("x", `${"a".repeat(4_000_000)} two`), ["read_file", "edit_file"]],
  ["a pipe", () => execFileSync("mkfifo", [at("x")])],
  ["a folder", () => mkdirSync(at("x"))],
  ["a link to nothing", () => symlinkSync("gone", at("x")), ["write_file"]],
  ["a link to itself", () => symlinkSync("x", at("x"))],
  ["a link out of the project", () => symlinkSync("../out.txt", at("x"))],
  ["a link to a device", () => symlinkSync("/dev/zero", at("x"))],
  ["a link to the root", () => symlinkSync("/", at("x"))],
  ["nothing", () => {}, ["write_file"]],
];

it("what is no plain text file is refused in words, and stays (R-53)", async () => {
  const lost: string[] = [];
  let tried = 0;
  const calls: [string, object][] = [
    ["read_file", { path: "x" }],
    ["edit_file", { path: "x", search: "two", replace: "2" }],
    ["write_file", { path: "x", content: "new\n" }],
  ];
  for (const [name, make, fine = []] of shapes) {
    for (const [tool, input] of calls) {
      tried += 1;
      rmSync(at("x"), { recursive: true, force: true });
      writeFileSync(join(setting.base, "out.txt"), text);
      setting.forget();
      make();
      const before = pictureOf("x");
      const output = await play(tool, input);
      const isRefused = output.isError === true && /^.{10,400}$/s.test(output.text);
      const isKept =
        pictureOf("x") === before && readFileSync(join(setting.base, "out.txt"), "utf8") === text;
      if (!fine.includes(tool) && (!isRefused || !isKept))
        lost.push(`${name}: ${tool}: ${output.text.slice(0, 80)}`);
      if (fine.includes(tool) && output.isError && !isKept) lost.push(`${name}: ${tool}: half done`);
    }
  }
  tally({ what: "shapes that are no text file × tools", tried, lost: lost.length });
  expect(lost).toEqual([]);
});

it("a socket and a device are refused and never waited for", async () => {
  const server = createServer().listen(at("socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  for (const tool of ["read_file", "edit_file"]) {
    expect((await play(tool, { path: "socket", search: "a", replace: "b" })).isError).toBe(true);
  }
  const found = await play("search_files", { pattern: "anything", path: "." });
  expect(found.isError).toBeUndefined();
  await new Promise((resolve) => server.close(resolve));
});

/** What happens to `x.txt` behind the task's back. */
const changes: [name: string, change: () => void][] = [
  ["other words of the same length", () => setting.put("x.txt", "ONE\ntwo\n")],
  [
    "other words of the same length and time",
    () => {
      const { atime, mtime } = statSync(at("x.txt"));
      writeFileSync(at("x.txt"), "ONE\ntwo\n");
      utimesSync(at("x.txt"), atime, mtime);
    },
  ],
  ["something behind it", () => appendFileSync(at("x.txt"), "three\n")],
  ["cut", () => truncateSync(at("x.txt"), 4)],
  ["emptied", () => truncateSync(at("x.txt"), 0)],
  ["other line ends", () => setting.put("x.txt", "one\r\ntwo\r\n")],
  [
    "another file in its place",
    () => {
      setting.put("y.txt", "mine\ntwo\n");
      renameSync(at("y.txt"), at("x.txt"));
    },
  ],
  ["removed", () => rmSync(at("x.txt"))],
  [
    "a folder in its place",
    () => {
      rmSync(at("x.txt"));
      mkdirSync(at("x.txt"));
    },
  ],
  [
    "a link in its place",
    () => {
      rmSync(at("x.txt"));
      symlinkSync("../out.txt", at("x.txt"));
    },
  ],
];

it("what changed since it was read, or since it was asked about, is never overwritten (R-51)", async () => {
  const lost: string[] = [];
  let tried = 0;
  const calls: [string, object][] = [
    ["edit_file", { path: "x.txt", search: "two", replace: "2" }],
    ["write_file", { path: "x.txt", content: "new\n" }],
    ["move_file", { from: "x.txt", to: "z.txt" }],
    ["delete_file", { path: "x.txt" }],
  ];
  for (const [name, change] of changes) {
    for (const [tool, input] of calls) {
      for (const moment of ["read", "asked"] as const) {
        // Neither puts its own words in the place of the user's: what is moved or removed after the reading is seen anew.
        if (moment === "read" && /^(?:move|delete)/.test(tool)) continue;
        if (moment === "read" && name === "removed" && tool === "write_file") continue;
        tried += 1;
        for (const path of ["x.txt", "z.txt"]) rmSync(at(path), { recursive: true, force: true });
        writeFileSync(join(setting.base, "out.txt"), text);
        setting.put("x.txt", text);
        setting.forget();
        await setting.call("read_file", { path: "x.txt" });
        const made = moment === "asked" ? await setting.prepare(tool, input) : null;
        change();
        const before = pictureOf("x.txt");
        const output = made && isPrepared(made) ? await made.run() : (made ?? (await play(tool, input)));
        const isKept =
          pictureOf("x.txt") === before && readFileSync(join(setting.base, "out.txt"), "utf8") === text;
        if (output.isError !== true || !isKept)
          lost.push(`${name} since it was ${moment}: ${tool}: ${output.text}`);
      }
    }
  }
  tally({ what: "files changed behind a task's back", tried, lost: lost.length });
  expect(lost).toEqual([]);
});

it("a file with one name is exchanged whole, one with more, or behind a link, is written in place (R-54)", async () => {
  const lost: string[] = [];
  let tried = 0;
  for (const links of [1, 2, 3]) {
    for (const mode of [0o600, 0o644, 0o755, 0o4755]) {
      for (const path of ["dir/x.txt", "alias.txt"]) {
        tried += 1;
        for (const name of ["dir", "alias.txt"]) rmSync(at(name), { recursive: true, force: true });
        setting.put("dir/x.txt", text);
        for (let other = 1; other < links; other += 1) linkSync(at("dir/x.txt"), at(`dir/same${other}.txt`));
        symlinkSync("dir/x.txt", at("alias.txt"));
        chmodSync(at("dir/x.txt"), mode);
        setting.forget();
        const before = statSync(at("dir/x.txt"));
        const output = await play("edit_file", { path, search: "two", replace: "2" });
        const after = statSync(at("dir/x.txt"));
        const others = readdirSync(dirname(at("dir/x.txt")));
        const wrong = [
          output.isError === true && "refused",
          readFileSync(at("dir/x.txt"), "utf8") !== "one\n2\n" && "not written",
          (after.ino === before.ino) !== links > 1 && "the wrong way",
          after.nlink !== links && "names were lost",
          after.mode !== before.mode && "its mode",
          !lstatSync(at("alias.txt")).isSymbolicLink() && "the link was replaced",
          others.length !== links && `left behind: ${others.join(", ")}`,
          existsSync(at(".kilo")) && "something at the top",
        ].filter((word) => word !== false);
        if (wrong.length > 0) lost.push(`${links} names, ${mode.toString(8)}, ${path}: ${wrong.join(", ")}`);
      }
    }
  }
  tally({ what: "ways a file is written: names × mode × link", tried, lost: lost.length });
  expect(lost).toEqual([]);
});
