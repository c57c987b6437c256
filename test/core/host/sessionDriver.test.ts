// A driver that ends before its first line: whoever started it is told what it said, or what to do where it said nothing.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { firstDriverLog, startDriver, sweepDriverLogs } from "../../../src/core/host/sessionDriver";
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

test("it is told where its words go, so that it can take them to its run though who started it is killed", async () => {
  const said = 'process.stdin.on("data", (told) => console.error(JSON.parse(told).log))';
  expect(failed(await start(said)).message).toContain(logFile);
});

test("an empty log that no driver took to its run is swept later, and no other", () => {
  mkdirSync(folder, { recursive: true });
  const now = Date.now();
  const at = (word: string, text: string, minutes: number) => {
    const path = firstDriverLog(folder, word);
    writeFileSync(path, text);
    utimesSync(path, now / 1000, now / 1000 - minutes * 60);
  };
  at("1-1", "", 61);
  at("1-2", "no disk", 61);
  at("1-3", "", 59);
  sweepDriverLogs(folder, now);
  expect(readdirSync(folder).sort()).toEqual([".driver-1-2.log", ".driver-1-3.log"]);
  expect(() => sweepDriverLogs(join(folder, "gone"), now)).not.toThrow();
});
