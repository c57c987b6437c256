// The person of a story: follows the run, answers what it asks, and does meanwhile what the story says. Each act once.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../src/core/engine";
import type { Approval } from "../../src/protocol/approval";
import type { RunEvent } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import { traceRow } from "../../src/protocol/trace";
import type { Act, Story } from "./story";

export interface Person {
  /** Follows from after `seq` until the run has ended or paused; returns the last seq seen. */
  watch(engine: Engine, run: string, seq: number): Promise<number>;
  /** Called before the model answers, so that what the person does then has surely happened. */
  modelAsked(words: string): Promise<void>;
}

const origin = { kind: "person", via: "test" } as const;

export function createPerson(story: Story, folder: string): Person {
  const answers = [...(story.answers ?? [])];
  const acts = [...(story.meanwhile ?? [])];
  let driven: { engine: Engine; run: string } | null = null;
  let view: RunView | null = null;

  const act = async (isDue: (act: Act) => boolean) => {
    for (const due of acts.filter(isDue)) {
      acts.splice(acts.indexOf(due), 1);
      if ("path" in due) writeFileSync(join(folder, due.path), due.text);
      else await driven?.engine.send(driven.run, due.send, origin);
    }
  };

  /** @returns false where the story has no answer for what only a person can answer. */
  const give = (approval: Approval): boolean => {
    const at = answers.findIndex((candidate) => candidate.kind === approval.kind);
    const [answer] = at < 0 ? [] : answers.splice(at, 1);
    if (!answer || !driven) return false;
    const { kind: _, ...rest } = answer;
    const { engine, run } = driven;
    const command = { type: "approval.give" as const, approval: approval.id, hash: approval.hash, ...rest };
    // After this event's own publishing is over.
    setImmediate(() => void engine.send(run, { ...command, scope: "once" }, origin));
    return true;
  };

  const see = (event: RunEvent) => {
    view = fold(view, event);
    const { fact } = event;
    const row = traceRow(view, event);
    if (row) void act((due) => "when" in due && row.text.includes(due.when));
    if (fact.type !== "approval.asked" || isByRule(story, fact.approval)) return;
    const left = story.unanswered?.includes(fact.approval.kind) ?? false;
    const canAnswer = (story.answers ?? []).length > 0 && !left;
    if (!give(fact.approval) && canAnswer) throw new Error(`no answer for: ${fact.approval.title}`);
  };

  return {
    async watch(engine, run, seq) {
      driven = { engine, run };
      const stop = new AbortController();
      let last = seq;
      const over = new Promise<void>((resolve, reject) => {
        const look = (event: RunEvent) => {
          last = event.seq;
          try {
            see(event);
          } catch (thrown) {
            reject(thrown);
          }
          if (event.fact.type === "run.ended" || event.fact.type === "run.paused") resolve();
        };
        void engine.follow(run, seq, look, stop.signal);
      });
      await over;
      stop.abort();
      await engine.settled(run);
      return last;
    },
    modelAsked: (words) => act((due) => "asked" in due && words.includes(due.asked)),
  };
}

/** Whether the settings answer, so that no person is asked. */
export function isByRule(story: Story, approval: Approval): boolean {
  const person = ["trust", "mcp", "budget", "question"].includes(approval.kind) || approval.mustAsk;
  const narrower = story.settings?.approveRules?.some(
    ({ kind, answer }) => kind === approval.kind && answer === "ask",
  );
  return !person && !narrower && !(story.ask ?? []).includes(approval.kind);
}
