// What a run's log says of its delegation, counted: the file on disk, not what any screen made of it.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Fact } from "../../src/protocol/event";

export interface RunFacts {
  /** Subtasks by name, each with how many answers the call that made it has. */
  answersOfCalls(): Record<string, number>;
  asked(): number;
  /** For each approval that was asked for, how often it was answered. */
  timesAnswered(): number[];
}

/** @param home KILO_HOME. @param prompt of the run that is meant. */
export async function factsOf(home: string, prompt: string): Promise<RunFacts> {
  const facts = await logOf(home, prompt);
  const of = <Type extends Fact["type"]>(type: Type) =>
    facts.filter((fact): fact is Extract<Fact, { type: Type }> => fact.type === type);
  const asked = new Set(of("approval.asked").map(({ approval }) => approval.id));
  return {
    answersOfCalls() {
      const settled = of("toolCall.settled").map(({ toolCall }) => toolCall);
      const made = of("task.created").filter(({ origin }) => origin.startsWith("call:"));
      const answers = (origin: string) => settled.filter((call) => `call:${call}` === origin).length;
      return Object.fromEntries(made.map(({ task, origin }) => [task, answers(origin)]));
    },
    asked: () => asked.size,
    timesAnswered: () =>
      [...asked].map((id) => of("approval.given").filter(({ approval }) => approval === id).length),
  };
}

async function logOf(home: string, prompt: string): Promise<Fact[]> {
  const names = await readdir(home, { recursive: true });
  for (const name of names.filter((one) => basename(one) === "events.jsonl")) {
    const lines = (await readFile(join(home, name), "utf8")).trim().split("\n");
    const facts = lines.map((line) => (JSON.parse(line) as { fact: Fact }).fact);
    const [first] = facts;
    if (first?.type === "run.started" && first.prompt === prompt) return facts;
  }
  throw new Error(`No run of "${prompt}" in the home folder.`);
}
