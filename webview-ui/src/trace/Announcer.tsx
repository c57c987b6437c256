// Says what happens to who listens: the last thing that counts, once in two seconds at most, never over other words.
import { useEffect, useRef, useState } from "react";
import type { RunEvent } from "../../../src/protocol/event";
import { usePane } from "../store/paneContext";

const pause = 2000;

export function Announcer({ run }: { run: string }) {
  const { store } = usePane();
  const [words, setWords] = useState("");
  const next = useRef<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const say = () => {
      timer = null;
      if (next.current === null) return;
      setWords(next.current);
      next.current = null;
      timer = setTimeout(say, pause);
    };
    const leave = store.onRunChange((change) => {
      if (change.run !== run) return;
      const said = change.events.map(wordsOf).findLast((text) => text !== null);
      if (said === undefined) return;
      next.current = said;
      timer ??= setTimeout(say, 0);
    });
    return () => {
      leave();
      if (timer !== null) clearTimeout(timer);
    };
  }, [store, run]);
  return (
    <div className="kilo-hidden" role="status" aria-live="polite">
      {words}
    </div>
  );
}

/** What is worth saying of a fact; null for what is not. */
function wordsOf({ fact }: RunEvent): string | null {
  switch (fact.type) {
    case "task.created":
      return `${fact.role} begins: ${fact.title}`;
    case "task.ended":
      return `Task ${fact.task} ${fact.status}`;
    case "iteration.started":
      return `Iteration ${fact.iteration}`;
    case "verification.ended":
      return `Verification ${fact.verification.iteration}: ${fact.verification.verdict}`;
    case "approval.asked":
      return `Waits for your answer: ${fact.approval.title}`;
    case "run.paused":
      return `Paused: ${fact.message}`;
    case "run.ended":
      return `The run ended: ${fact.outcome}. ${fact.summary}`;
    default:
      return null;
  }
}
