// Scores the routing rule on a labelled corpus: accuracy, macro-F1, recall by class and slices.
// Promises plain counts; never drops an entry.
import { readFileSync } from "node:fs";
import { type Decision, route } from "../../../src/core/routing/route";

/** A labelled prompt. */
export type Entry = {
  id: string;
  prompt: string;
  expected: Decision;
  difficulty: "easy" | "medium" | "hard";
  lang: string;
  tags?: string[];
  heldOut?: boolean;
};

/** Right answers out of all, of one slice. */
export type Slice = { right: number; all: number };

/** Figures of one corpus. `falseOrchestrate` and `chatToEdits` are shares of the prompts that could go wrong that way. */
export type Score = {
  accuracy: number;
  macroF1: number;
  falseOrchestrate: number;
  chatToEdits: number;
  slices: Map<string, Slice>;
};

const CLASSES: readonly Decision[] = ["orchestrate", "single", "chat"];

/** Reads a corpus of test/fixtures/routing by name. */
export function readCorpus(name: string): Entry[] {
  const file = new URL(`../../fixtures/routing/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Entry[];
}

/** Routes every entry with the default options and counts. */
export function score(entries: readonly Entry[]): Score {
  const slices = new Map<string, Slice>();
  const pairs = entries.map((entry) => ({
    entry,
    got: route(entry.prompt, { enabled: true, threshold: 50 }).decision,
  }));
  for (const { entry, got } of pairs) {
    const language = entry.lang === "en" ? [] : ["non-English"];
    const tags = (entry.tags ?? []).map((tag) => `tag ${tag}`);
    for (const name of [entry.expected, entry.difficulty, `lang ${entry.lang}`, ...language, ...tags]) {
      const slice = slices.get(name) ?? { right: 0, all: 0 };
      slices.set(name, { right: slice.right + Number(got === entry.expected), all: slice.all + 1 });
    }
  }
  const count = (test: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(test).length;
  const f1 = CLASSES.map((name) => {
    const right = count((pair) => pair.got === name && pair.entry.expected === name);
    return (2 * right) / (count((pair) => pair.got === name) + count((pair) => pair.entry.expected === name));
  });
  const others = count((pair) => pair.entry.expected !== "orchestrate");
  const chats = count((pair) => pair.entry.expected === "chat");
  return {
    accuracy: count((pair) => pair.got === pair.entry.expected) / pairs.length,
    macroF1: f1.reduce((sum, value) => sum + value, 0) / CLASSES.length,
    falseOrchestrate:
      count((pair) => pair.got === "orchestrate" && pair.entry.expected !== "orchestrate") / others,
    chatToEdits: count((pair) => pair.got !== "chat" && pair.entry.expected === "chat") / chats,
    slices,
  };
}

/** The figures of a corpus as lines of text. */
export function table(name: string, size: number, figures: Score): string {
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const rows = [...figures.slices].sort(([a], [b]) => a.localeCompare(b));
  return [
    `${name}: ${size} prompts, accuracy ${percent(figures.accuracy)}, macro-F1 ${percent(figures.macroF1)}, ` +
      `false orchestrate ${percent(figures.falseOrchestrate)}, chat to edits ${percent(figures.chatToEdits)}`,
    ...rows.map(([slice, { right, all }]) => `  ${slice.padEnd(24)} ${right}/${all}`),
  ].join("\n");
}
