// What a command's result says: five ends, output of every kind in bounded memory, a clean environment, no input.
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discardOutput } from "../../../src/core/process/outputKeeper";
import { createShell, type ShellCommand } from "../../../src/core/process/runShell";
import { shellArguments } from "../../../src/core/process/shellArguments";

const secrets = { ANTHROPIC_API_KEY: "sk-ant-seeded", GITHUB_TOKEN: "ghp_seeded", NODE_OPTIONS: "--inspect" };
const shell = createShell({ ...process.env, ...secrets, BASH_ENV: "/etc/profile", HARMLESS: "kept" });
let cwd = "";

beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), "kilo-shell-")));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function command(line: string, more: Partial<ShellCommand> = {}): ShellCommand {
  const { signal } = new AbortController();
  return { line, cwd, wallMs: 60_000, idleMs: 60_000, signal, runTag: "test", ...more };
}

describe("how a command ended", () => {
  const table: [string, string, Partial<ShellCommand>, string, number | null, string | null][] = [
    ["zero", "true", {}, "exited", 0, null],
    ["not zero", "exit 41", {}, "exited", 41, null],
    ["unknown program", "no-such-program-here", {}, "exited", 127, null],
    ["its own signal", "kill -SEGV $$", {}, "signalled", null, "SIGSEGV"],
    ["the missing folder", "true", { cwd: "/no/such/folder" }, "not-started", null, null],
    ["a NUL", "echo \0", {}, "not-started", null, null],
    ["a line longer than the system takes", `: ${"x".repeat(3_000_000)}`, {}, "not-started", null, null],
    ["wall limit", "tail -f /dev/null", { wallMs: 150 }, "timed-out", null, null],
    ["idle limit", "tail -f /dev/null", { idleMs: 150 }, "idle", null, null],
    ["stopped before it began", "true", { signal: AbortSignal.abort() }, "not-started", null, null],
  ];
  it.each(table)("%s", async (_, line, more, end, exitCode, signal) => {
    const result = await shell.run(command(line, more));
    expect({ end: result.end, exitCode: result.exitCode, signal: result.signal }).toEqual({
      end,
      exitCode,
      signal,
    });
    expect(result.failure === null).toBe(end === "exited" || signal !== null);
  });
});

describe("what a child is given", () => {
  it("has no key, the fixed settings, its tags, and nothing to read", async () => {
    const { text } = await shell.run(command("env; cat; echo end-of-input", { runTag: "tag-1" }));
    expect(text).not.toMatch(/seeded|NODE_OPTIONS|BASH_ENV/);
    for (const line of ["HARMLESS=kept", "PAGER=cat", "GIT_TERMINAL_PROMPT=0", "CI=1", "KILO_RUN=tag-1"]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).toMatch(/^KILO_COMMAND=[\w-]+$/m);
    expect(text).toMatch(/end-of-input\n$/);
  });

  it("has no terminal that could ask for a password", async () => {
    const { text } = await shell.run(command("(: < /dev/tty) 2>/dev/null && echo terminal || echo none"));
    expect(text).toBe("none\n");
  });

  it("gets more variables, cleaned as well", async () => {
    const env = { EXTRA: "1", MY_TOKEN: "seeded", KILO_RUN: "forged" };
    const { text } = await shell.run(command("echo $EXTRA,$MY_TOKEN,$KILO_RUN", { env }));
    expect(text).toBe("1,,test\n");
  });

  it("uses one fixed shell per system and one line only for cmd.exe", () => {
    expect(shellArguments("a", {}, "linux")).toMatchObject({ args: expect.arrayContaining(["-c", "a"]) });
    expect(shellArguments("a", { SystemRoot: "C:\\W" }, "win32")).toEqual({
      file: "C:\\W\\System32\\cmd.exe",
      args: ["/d", "/s", "/c", '"a"'],
    });
    expect(shellArguments("a\nb", {}, "win32")).toMatchObject({ code: "invalid-input" });
  });
});

describe("output", () => {
  it("joins both streams and keeps multi-byte characters that come in parts", async () => {
    const { text } = await shell.run(
      command("printf 'out '; printf 'err ' >&2; printf '\\xe2'; printf '\\x82\\xac\\n'"),
    );
    expect([...text.replace("err ", "").trim()].join("")).toBe("out €");
  });

  it("keeps head and tail of a flood and cuts the file", async () => {
    const line = "head -c 60000000 /dev/zero | tr '\\0' 'a'; echo THE-END";
    const result = await shell.run(command(line, { maxKept: 1000, keepFull: true }));
    expect(result.bytes).toBe(60_000_008);
    expect(result.text).toBe(
      `${"a".repeat(1000)}\n[59998008 bytes of output were not kept]\n${"a".repeat(992)}THE-END\n`,
    );
    const full = result.full ?? "";
    expect(statSync(full).size).toBeLessThan(50_000_100);
    expect(statSync(full).mode & 0o777).toBe(0o600);
    expect(readFileSync(full, "latin1").slice(-60)).toContain("[cut here; 60000008 bytes came]");
    discardOutput(full);
    discardOutput(full);
    expect(existsSync(full)).toBe(false);
  });

  it("joins head and tail where nothing is missing between them", async () => {
    const result = await shell.run(command("printf 'abcdefghij'", { maxKept: 6 }));
    expect([result.text, result.full]).toEqual(["abcdefghij", null]);
  });

  it("shows live output cleaned", async () => {
    const shown: string[] = [];
    await shell.run(command("printf '\\033[31mred\\033[0m\\n'", { onOutput: (text) => shown.push(text) }));
    expect(shown.join("")).toBe("red\n");
  });

  it("shows of live output what came last", async () => {
    const shown: string[] = [];
    const line = "for part in 1 2 3; do seq -w 1 4000; sleep 0.15; done";
    const { text } = await shell.run(command(line, { onOutput: (last) => shown.push(last) }));
    expect(shown.length).toBeGreaterThan(1);
    for (const last of shown) expect([last.length <= 8192, text.includes(last)]).toEqual([true, true]);
    expect(shown.at(-1)).toMatch(/4000\n$/);
  });
});
