// A driver that ends before its first line: whoever started it is told what it said, or what to do where it said nothing.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startDriver } from "../../../src/core/host/sessionDriver";
import { failed } from "../git/support";

const folder = mkdtempSync(join(tmpdir(), "kilo-driver-"));
const logFile = join(folder, "driver.log");
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = (script: string) => {
  const program = {
    command: process.execPath,
    words: ["-e", script],
    variables: process.env,
    folder: tmpdir(),
  };
  return startDriver(program, { retainBytes: 0 }, logFile);
};

test("killed: where to look and what to do, and no empty log is left", async () => {
  const { message } = failed(await start('process.kill(process.pid, "SIGKILL")'));
  expect(message).toMatch(/ended before it began, without a word: it was killed/);
  expect(message).toMatch(/`kilo-code agent-manager sessions` .* resume it, else start it again\.$/);
  expect(existsSync(logFile)).toBe(false);
});

test("with words: these, and the log keeps them", async () => {
  const { message } = failed(await start('console.error("no disk"); process.exitCode = 1'));
  expect(message).toBe("The process that should drive the session ended before it began:\nno disk");
  expect(readFileSync(logFile, "utf8")).toBe("no disk\n");
});
