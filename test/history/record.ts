// Records this version's logs: plays stories, makes their logs free of the machine, and writes them beside this file.
// Run by hand, see README.md. Refuses to write a log that names the machine or whose prompts cannot be rebuilt.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeLines, readLine, type StoredEvent } from "../../src/core/log/eventLine";
import type { RunEvent } from "../../src/protocol/event";
import { foldAll } from "../../src/protocol/fold";
import { playStory } from "../runs/playStory";
import type { Story } from "../runs/story";
import { rebuiltTurns } from "./rebuiltTurns";

/** Name in the history → folder below test/runs. */
const stories = {
  "happy-path": "happy-path",
  "red-then-green": "fix-order",
  "cap-pause": "cap-mid-run",
  chat: "chat",
};

const [history = "", version = ""] = process.argv.slice(2);
const blobs = join(history, "blobs");

/** Appends as they stand in a log file. */
function readAppends(bytes: Buffer): RunEvent[][] {
  const appends: RunEvent[][] = [[]];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const read = readLine(bytes, start, end) as StoredEvent;
    appends.at(-1)?.push(read.event);
    if (read.more === 0) appends.push([]);
    start = end + 1;
  }
  return appends.filter((append) => append.length > 0);
}

/** The same event as if it had happened in /workspace, under process 1, with a server on port 9. */
function neutral(event: RunEvent, home: string): RunEvent {
  const { fact } = event;
  const text = JSON.stringify(fact.type === "writer.changed" ? { ...fact, pid: 1 } : fact)
    .replaceAll(join(home, "work"), "/workspace")
    .replaceAll(home, "/home/user")
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, "http://127.0.0.1:9");
  return { ...event, fact: JSON.parse(text) };
}

/** Blobs the log names, but for wire bodies: those only repeat the prompt. */
function keepBlobs(events: RunEvent[], from: string): string[] {
  const wires = new Set(events.flatMap(({ fact }) => (fact.type === "model.settled" ? [fact.wire] : [])));
  const named = JSON.stringify(events.map(({ fact }) => fact)).match(/"[0-9a-f]{64}"/g) ?? [];
  const hashes = [...new Set(named.map((hash) => hash.slice(1, -1)))].filter((hash) => !wires.has(hash));
  return hashes.filter((hash) => {
    if (!existsSync(join(from, hash))) return false;
    copyFileSync(join(from, hash), join(blobs, hash));
    return true;
  });
}

async function record(name: string, directory: string): Promise<void> {
  const story = JSON.parse(readFileSync(join(directory, "story.json"), "utf8")) as Story;
  const played = await playStory(directory, { ...story, then: [] });
  try {
    const started = played.events[0]?.fact;
    if (started?.type !== "run.started") throw new Error(`${name} did not start`);
    const home = dirname(started.folder);
    const runFolder = join(home, "runs", started.run);
    const appends = readAppends(readFileSync(join(runFolder, "events.jsonl")));
    const clean = appends.map((append) => append.map((event) => neutral(event, home)));
    const events = clean.flat();
    const kept = keepBlobs(events, join(runFolder, "blobs"));
    const path = join(history, `v${version}-${name}`);
    writeFileSync(`${path}.jsonl`, Buffer.concat(clean.map(encodeLines)));
    writeFileSync(`${path}.view.json`, `${JSON.stringify(foldAll(events), null, 2)}\n`);
    const texts = [`${path}.jsonl`, ...kept.map((hash) => join(blobs, hash))].map((file) => readFileSync(file, "utf8"));
    if (texts.some((text) => text.includes(home))) throw new Error(`${name} names this machine`);
    const turns = await rebuiltTurns(`${path}.jsonl`, blobs);
    if (turns.length === 0 || turns.some(({ hashMatches }) => !hashMatches))
      throw new Error(`the prompts of ${name} cannot be rebuilt`);
    console.log(`${name}: ${events.length} facts, ${turns.length} turns, ${kept.length} blobs`);
  } finally {
    await played.clean();
  }
}

async function main(): Promise<void> {
  if (version === "") throw new Error("usage: record <folder of the history> <version>");
  mkdirSync(blobs, { recursive: true });
  for (const name of readdirSync(history)) if (name.startsWith(`v${version}-`)) rmSync(join(history, name));
  for (const [name, story] of Object.entries(stories)) await record(name, join(history, "../runs", story));
}

main();
