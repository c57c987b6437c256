// Plays a story of this folder's tests and tells its facts. The seed is that of a golden run.
import { fileURLToPath } from "node:url";
import type { Fact, FactOf, FactType, RunEvent } from "../../../src/protocol/event";
import { foldAll } from "../../../src/protocol/fold";
import type { RunView } from "../../../src/protocol/run";
import { playStory } from "../../runs/playStory";
import type { Story } from "../../runs/story";

const seed = fileURLToPath(new URL("../../runs/delegate-artifact", import.meta.url));

export interface Seen {
  events: RunEvent[];
  view: RunView;
  shown: string[];
  of<Type extends FactType>(type: Type): FactOf<Type>[];
  /** What the tool calls of one name were told, in order. */
  told(name: string): string[];
}

/** A lone orchestrator with a check that runs fast. */
export async function seeStory(story: Partial<Story> & Pick<Story, "script">): Promise<Seen> {
  const whole: Story = {
    about: "",
    prompt: "Add bye.",
    role: "orchestrator",
    ...story,
    settings: { checks: { test: "node test.mjs" }, ...story.settings },
  };
  const played = await playStory(seed, whole);
  const { events, shown } = played;
  try {
    const facts: Fact[] = events.map(({ fact }) => fact);
    const of = <Type extends FactType>(type: Type) =>
      facts.filter((fact): fact is FactOf<Type> => fact.type === type);
    const told = (name: string) =>
      of("toolCall.settled").flatMap(({ name: one, output }) =>
        one === name
          ? ["text" in output ? output.text : Buffer.from(played.getBlob(output.blob)).toString()]
          : [],
      );
    return { events, view: foldAll(events) as RunView, shown, of, told };
  } finally {
    await played.clean();
  }
}

export interface Said {
  text?: string;
  calls?: { name: string; input: unknown }[];
}

export const calls = (...all: [name: string, input: unknown][]): Said => ({
  calls: all.map(([name, input]) => ({ name, input })),
});
export const end = (result: string) => calls(["attempt_completion", { result }]);
export const give = (mode: string, message: string, more: object = {}): [string, unknown] => [
  "new_task",
  { mode, message, ...more },
];
