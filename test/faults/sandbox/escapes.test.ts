// The sandbox under attack: every way out is really tried, and none may succeed. A machine without bubblewrap says so.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { processTable, taggedProcesses } from "../../../src/core/process/processTable";
import { sample, tally } from "../tally";
import { escapes } from "./escapes";
import { missing, openPlace, type Place } from "./place";

const name = (text: string) => (missing ? `${text}: ${missing}` : text);
const test = it.skipIf(missing !== null);

let place: Place;
let knocks = 0;
let environment: Record<string, string> = {};
const server = createServer((socket) => {
  knocks += 1;
  socket.destroy();
});
let folder = "";
const local = createServer((socket) => {
  knocks += 1;
  socket.destroy();
});

beforeAll(async () => {
  if (missing) return;
  place = openPlace();
  folder = mkdtempSync(join(tmpdir(), "kilo-knock-"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  await new Promise<void>((done) => local.listen(join(folder, "socket"), done));
  const { port } = server.address() as { port: number };
  environment = { PORT: String(port), SOCKET: join(folder, "socket"), HOST_PID: String(process.pid) };
});
afterAll(() => {
  server.close();
  local.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
  place?.close();
});

test(name("nothing gets out"), { timeout: 120_000 }, async () => {
  const cases = sample(escapes, 24);
  const before = place.untouched();
  const lost: string[] = [];
  process.env.KILO_HOST_CANARY = "seeded";
  for (const { name: title, line } of cases) {
    const result = await place.run(line.replaceAll("KILO_HOST_PID", "HOST_PID"), { env: environment });
    if (result.end === "not-started") lost.push(`${title}: ${result.text}`);
    if (result.text.includes("ESCAPED")) lost.push(`${title}: it says it got through`);
    if (place.untouched() !== before) {
      lost.push(`${title}: something outside changed`);
      break;
    }
  }
  delete process.env.KILO_HOST_CANARY;
  if (knocks > 0) lost.push(`network: ${knocks} connections arrived`);
  tally({ what: "ways out of the sandbox", tried: cases.length, lost: lost.length });
  expect(lost).toEqual([]);
});

test(name("a linked tree leaves its repository alone"), async () => {
  const tree = join(place.base, "tree");
  const before = place.untouched();
  const at = { cwd: tree, root: tree };
  const line =
    "echo 'gitdir: /tmp/mine' > .git; git config core.pager evil; git add -A; echo x > ../project/sum.mjs; rm -f .git";
  const result = await place.run(line, at);
  expect(result.text).not.toMatch(/^$/);
  expect(place.untouched()).toBe(before);
  const status = await place.run("touch mine.txt && git status --short && rm mine.txt", at);
  expect([status.exitCode, status.text]).toEqual([0, "?? mine.txt\n"]);
});

test(name("a forged repository uncovers nothing"), async () => {
  const root = join(place.base, "forged");
  mkdirSync(join(place.home, ".ssh/objects"), { recursive: true });
  const at = { cwd: root, root };
  const forgeries = [
    "mkdir -p fake && echo ~/.ssh > fake/commondir && echo 'gitdir: fake' > .git",
    "echo gitdir: ~/.ssh > .git",
    "mkdir -p .git/objects/info && echo ~/.ssh/objects > .git/objects/info/alternates",
    "ln -s ~/.ssh .git",
    "mkdir -p fake && echo ~ > fake/commondir && echo 'gitdir: fake' > .git",
  ];
  const lost: string[] = [];
  for (const line of forgeries) {
    mkdirSync(root);
    await place.run(line, at);
    const { text } = await place.run("grep -rqs SEEDED ~ && echo ESCAPED; true", at);
    if (text.includes("ESCAPED")) lost.push(line);
    rmSync(root, { recursive: true });
  }
  expect(lost).toEqual([]);
});

test(name("nothing outlives the command"), async () => {
  const lines = [
    "setsid tail -f /dev/null & echo left",
    "( ( setsid nohup tail -f /dev/null >/dev/null 2>&1 & ) & ); echo left",
    "env -i setsid tail -f /dev/null & echo left",
    "trap '' TERM HUP; tail -f /dev/null & disown; echo left",
  ];
  for (const [at, line] of lines.entries()) {
    const runTag = `sandbox-left-${process.pid}-${at}`;
    const before = processTable().length;
    expect((await place.run(line, { runTag })).text).toContain("left");
    expect(taggedProcesses("KILO_RUN", runTag, processTable()).size).toBe(0);
    expect(before).toBeGreaterThan(0);
  }
});
