// Logs of every released version: each must still be read whole, fold to the view it had, and give its prompts back.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeLine } from "../../src/core/log/eventLine";
import type { RunEvent } from "../../src/protocol/event";
import { foldAll } from "../../src/protocol/fold";
import { rebuiltTurns } from "./rebuiltTurns";

const here = import.meta.dirname;
const logs = readdirSync(here).filter((name) => name.endsWith(".jsonl"));

function eventsOf(name: string): RunEvent[] {
  const bytes = readFileSync(join(here, name));
  const events: RunEvent[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const event = decodeLine(bytes, start, end);
    if (typeof event === "string") throw new Error(`line ${events.length + 1}: ${event}`);
    events.push(event);
    start = end + 1;
  }
  return events;
}

it("has the four stories of every version in it", () => {
  const versions = [...new Set(logs.map((name) => /^v[\d.]+\d/.exec(name)?.[0] ?? name))];
  const names = ["cap-pause", "chat", "happy-path", "red-then-green"];
  expect(versions.length).toBeGreaterThan(0);
  expect(logs.sort()).toEqual(versions.flatMap((version) => names.map((name) => `${version}-${name}.jsonl`)).sort());
});

describe.each(logs)("%s", (name) => {
  it("folds to its view", () => {
    const golden = JSON.parse(readFileSync(join(here, name.replace(/\.jsonl$/, ".view.json")), "utf8"));
    // What a later version adds to the view is not in an old golden; what was there stays.
    expect(foldAll(eventsOf(name))).toMatchObject(golden);
  });

  it("gives back the exact prompt of every turn", async () => {
    const turns = await rebuiltTurns(join(here, name), join(here, "blobs"));
    expect(turns.length).toBeGreaterThan(0);
    const wrong = turns.filter(({ hashMatches }) => !hashMatches);
    expect(wrong.map(({ turn }) => turn)).toEqual([]);
    expect(turns.filter(({ messages, response }) => messages.length === 0 || response === null)).toEqual([]);
  });

  it("names no machine", () => {
    const text = readFileSync(join(here, name), "utf8");
    expect(text.match(/"\/(?!workspace)[a-z]+\/[^"]*"|kilo-story|\/tmp\//g)).toBeNull();
  });
});
