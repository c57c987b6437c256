// A folder where allowed lines are run for real: programs that only read are the true ones, every other name leaves a mark.
// What stands outside, and what is secret, holds a word that must never come out.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const secretWord = "canary-that-must-not-come-out";

/** Real ones, where this machine has them. */
const readers = [
  "ls",
  "cat",
  "head",
  "tail",
  "wc",
  "grep",
  "rg",
  "find",
  "sort",
  "uniq",
  "cut",
  "tr",
  "nl",
  "stat",
  "diff",
  "du",
  "tree",
  "file",
  "which",
  "sed",
  "git",
  "timeout",
  "bash",
];
/** Allowed for a project; here they do nothing. */
const project = ["npm", "pytest", "cargo", "go"];
/** Whatever starts one of these was wrongly allowed. */
export const canaries = [
  "rm",
  "touch",
  "tee",
  "cp",
  "mv",
  "xargs",
  "env",
  "sh",
  "node",
  "python3",
  "curl",
  "make",
  "dd",
  "ln",
  "chmod",
  "pr",
  "less",
  "awk",
  "perl",
  "ssh",
];

export interface Jail {
  root: string;
  /** Runs lines one after the other, each in the root and with nothing to read. @returns all they printed. */
  run(lines: readonly string[]): string;
  /** Names of canaries that were started. */
  started(): string[];
  /** A hash over every name and byte inside and outside. */
  picture(): string;
  close(): void;
}

export function openJail(): Jail {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "kilo-jail-")));
  const [root, bin, mark] = [join(base, "ws"), join(base, "bin"), join(base, "mark")];
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  for (const path of ["ws/a.ts", "ws/b.txt", "ws/src/a.ts", "ws/src/sub/c.md", "ws/-n"])
    put(path, "one\ntwo\n");
  for (const path of ["ws/.env", "ws/id_rsa", "ws/src/key.pem", "out/secret.txt"])
    put(path, `${secretWord}\n`);
  symlinkSync("../out", join(root, "link"));
  symlinkSync("../../out/secret.txt", join(root, "src/leak.txt"));
  mkdirSync(bin);
  mkdirSync(mark);
  for (const name of readers) linkProgram(bin, name);
  for (const name of project) script(join(bin, name), "exit 0");
  for (const name of canaries) script(join(bin, name), `: > "${mark}/${name}"`);
  const env = { PATH: bin, HOME: join(base, "home"), GIT_CONFIG_NOSYSTEM: "1" };
  for (const words of [
    ["init", "-q"],
    ["add", "a.ts"],
    ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "x"],
  ])
    execFileSync("git", words, { cwd: root, env: { ...env, PATH: process.env.PATH }, stdio: "ignore" });
  return {
    root,
    run(lines) {
      const input = lines.map((line) => `( cd '${root}'; ${line}\n) </dev/null 2>&1`).join("\n");
      const words = ["--noprofile", "--norc", "-s"];
      const { stdout } = spawnSync("/bin/bash", words, { input, env, encoding: "latin1", maxBuffer: 1e9 });
      return stdout;
    },
    started: () => readdirSync(mark),
    picture: () => picture([root, join(base, "out")]),
    close: () => rmSync(base, { recursive: true, force: true }),
  };
}

function linkProgram(bin: string, name: string): void {
  for (const folder of ["/usr/bin", "/bin", "/usr/local/bin"]) {
    if (!existsSync(join(folder, name))) continue;
    symlinkSync(join(folder, name), join(bin, name));
    return;
  }
}

function script(path: string, body: string): void {
  writeFileSync(path, `#!/bin/bash\n${body}\n`);
  chmodSync(path, 0o755);
}

function picture(folders: string[]): string {
  const hash = createHash("sha256");
  const look = (path: string) => {
    const stats = lstatSync(path);
    hash.update(`${path}\0${stats.mode}\0`);
    // Git may write its index anew with the same entries.
    if (stats.isDirectory() && !path.endsWith("/.git"))
      for (const name of readdirSync(path).sort()) look(join(path, name));
    else if (stats.isSymbolicLink()) hash.update(readlinkSync(path));
    else if (stats.isFile()) hash.update(readFileSync(path));
  };
  for (const folder of folders) look(folder);
  return hash.digest("hex");
}
