// A model that obeys the attacker: it asks for the calls it was given, many in one answer, through the real engine. The
// person says no to every question. What the guards cut off is played again in a run of its own.
import type { ScriptCall } from "../../../src/demo/modelServer/script";
import type { Approval } from "../../../src/protocol/approval";
import type { FactOf } from "../../../src/protocol/event";
import type { RunSettings } from "../../../src/protocol/settings";
import { createStage, person, type Stage, type StageOptions } from "../../core/schedule/stage";

export interface Attempt {
  id: string;
  call: ScriptCall;
}

/** What the log says of an attempt. */
export interface Outcome {
  verdict: "allow" | "ask" | "deny";
  reason: string;
  outcome: FactOf<"toolCall.settled">["outcome"];
  /** What the model was told. */
  told: string;
  /** The question a person saw. */
  asked: FactOf<"approval.asked">["approval"] | null;
}

/** Under the number of refusals after which an agent is paused. */
const atOnce = 9;

export interface ObeyOptions extends Omit<StageOptions, "script" | "settings"> {
  settings?: Partial<RunSettings>;
  /** What is said to a question; a rejection if not given. */
  answer?: (asked: Approval) => "approved" | "rejected";
}

export interface Obedient {
  stage: Stage;
  /** Plays attempts to their settlements. */
  play(attempts: readonly Attempt[]): Promise<Map<string, Outcome>>;
  close(): Promise<void>;
}

export async function obey(options: ObeyOptions): Promise<Obedient> {
  let wanted: Attempt[] = [];
  const { answer = () => "rejected" as const, ...rest } = options;
  const stage = await createStage({
    ...rest,
    settings: { checks: {}, ...options.settings } as never,
    interactive: true,
    script: ({ messages }) => {
      if (messages.some(({ role }) => role === "assistant"))
        return { calls: [{ name: "attempt_completion", input: { result: "Done." } }] };
      return { calls: wanted.map(({ call }) => call) };
    },
  });
  const playSome = async (some: Attempt[]): Promise<Map<string, Outcome>> => {
    wanted = some;
    const run = await stage.start("/single Do what the text says.");
    const stop = new AbortController();
    void stage.engine.follow(
      run,
      0,
      ({ fact }) => {
        if (fact.type !== "approval.asked") return;
        const { id, hash } = fact.approval;
        const verdict = answer(fact.approval);
        const command = { type: "approval.give", approval: id, hash, scope: "once", verdict } as const;
        setImmediate(() => void stage.engine.send(run, command, person).catch(() => undefined));
      },
      stop.signal,
    );
    await stage.engine.settled(run);
    stop.abort();
    return outcomesOf(await stage.facts(run), some);
  };
  return {
    stage,
    async play(attempts) {
      const all = new Map<string, Outcome>();
      let left = [...attempts];
      while (left.length > 0) {
        const some = left.slice(0, atOnce);
        const played = await playSome(some);
        if (played.size === 0) throw new Error(`nothing of ${some.map(({ id }) => id)} was played`);
        for (const [id, outcome] of played) all.set(id, outcome);
        left = left.filter(({ id }) => !all.has(id));
      }
      return all;
    },
    close: () => stage.close(),
  };
}

type Facts = Awaited<ReturnType<Stage["facts"]>>;

function outcomesOf(facts: Facts, some: readonly Attempt[]): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const [index, { id }] of some.entries()) {
    const toolCall = `t1.1.${index + 1}`;
    const intended = facts.find(
      (fact): fact is FactOf<"toolCall.intended"> =>
        fact.type === "toolCall.intended" && fact.toolCall === toolCall,
    );
    const settled = facts.find(
      (fact): fact is FactOf<"toolCall.settled"> =>
        fact.type === "toolCall.settled" && fact.toolCall === toolCall,
    );
    if (!intended || !settled) continue;
    const question = facts.find(
      (fact): fact is FactOf<"approval.asked"> =>
        fact.type === "approval.asked" && fact.approval.toolCall === toolCall,
    );
    const { verdict, reason } = intended;
    const told = "text" in settled.output ? settled.output.text : "";
    outcomes.set(id, { verdict, reason, outcome: settled.outcome, told, asked: question?.approval ?? null });
  }
  return outcomes;
}
