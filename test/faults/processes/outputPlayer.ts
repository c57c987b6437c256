// Runs one shell command as the product does, in a process of its own, and tells how much memory that took.
import { statSync } from "node:fs";
import { discardOutput } from "../../../src/core/process/outputKeeper";
import { createShell } from "../../../src/core/process/runShell";
import { keptBytes } from "../../../src/core/tools/runCommand";

export interface Played {
  end: string;
  bytes: number;
  /** Characters of the text a model would be told from. */
  text: number;
  /** Bytes of the whole output on disk; 0 where none was kept. */
  full: number;
  /** The last characters of the text. */
  last: string;
  /** Whether a control character but tab and line feed is in the text. */
  controls: boolean;
  /** Most memory of this process beyond what it had before the command, bytes. */
  grown: number;
}

const [line = "", keepFull = ""] = process.argv.slice(2);
const shell = createShell(process.env);
const ask = (asked: string) =>
  shell.run({
    ...{ line: asked, cwd: process.cwd(), wallMs: 900_000, idleMs: 900_000, runTag: "outputs" },
    signal: new AbortController().signal,
    onOutput: () => {},
    maxKept: keptBytes,
    keepFull: keepFull === "full",
  });

void (async () => {
  await ask("echo warm");
  const before = process.memoryUsage().rss;
  const { end, bytes, text, full } = await ask(line);
  const played: Played = {
    end,
    bytes,
    text: text.length,
    full: full === null ? 0 : statSync(full).size,
    last: text.slice(-40),
    controls: /[^\P{Cc}\t\n]/u.test(text),
    grown: process.resourceUsage().maxRSS * 1024 - before,
  };
  discardOutput(full);
  process.stdout.write(JSON.stringify(played));
})();
