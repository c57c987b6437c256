// Golden runs: every folder here is a story; its readable trace must be what stands in trace.txt.
// RESET=1 rewrites the traces; read the difference before you commit it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { playStory } from "./playStory";
import { readableTrace } from "./readableTrace";
import type { Story } from "./story";

const here = import.meta.dirname;
const names = readdirSync(here).filter((name) => existsSync(join(here, name, "story.json")));

describe("stories", () => {
  it.each(names)("%s", async (name) => {
    const directory = join(here, name);
    const story = JSON.parse(readFileSync(join(directory, "story.json"), "utf8")) as Story;
    const played = await playStory(directory, story);
    try {
      const trace = readableTrace(played, story);
      const path = join(directory, "trace.txt");
      if (process.env.RESET === "1") writeFileSync(path, trace);
      expect(played.lostPrompts).toEqual([]);
      expect(trace).toBe(readFileSync(path, "utf8"));
    } finally {
      await played.clean();
    }
  });
});
