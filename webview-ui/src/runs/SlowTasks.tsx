// The watchdog's words: tasks whose model, command or loop has been still for long, and what can be done. Nothing is shown
// while all is well.
import { useEffect, useState } from "react";
import type { RunView } from "../../../src/protocol/run";
import { type Cure, type TaskWatch, watchTasks } from "../../../src/protocol/watch";
import { ShownText } from "../approvals/ShownText";
import { usePane } from "../store/paneContext";

/** Milliseconds between two looks; the shortest span the watchdog tells of is a minute. */
const lookEvery = 10_000;

const words: Record<Cure["kind"], string> = {
  answer: "answer it",
  steer: "tell it something",
  cancel: "cancel it",
  unpause: "resume it",
  restart: "restart it from its last turn",
  resume: "resume the run",
};

export function SlowTasks({ view }: { view: RunView }) {
  const now = useLooks(view.status === "running");
  const slow = watchTasks(view, now).filter(({ state }) => /slow$|^silent$/.test(state));
  if (slow.length === 0) return null;
  return (
    <div role="status" aria-label="Tasks that are slow">
      <ul className="kilo-notes kilo-small">
        {slow.map((watch) => (
          <li key={watch.task}>
            <ShownText text={`${watch.task}: ${watch.explanation}${cureWords(watch)}`} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The buttons for it stand below, where tasks are steered. */
function cureWords({ cures }: TaskWatch): string {
  const ways = [...new Set(cures.map(({ kind }) => words[kind]))];
  return ways.length === 0 ? "" : ` You can ${ways.join(" or ")} below.`;
}

function useLooks(ticking: boolean): number {
  const { store } = usePane();
  const [now, setNow] = useState(() => store.clock.read());
  useEffect(() => {
    if (!ticking) return undefined;
    setNow(store.clock.read());
    const timer = setInterval(() => setNow(store.clock.read()), lookEvery);
    return () => clearInterval(timer);
  }, [ticking, store]);
  return now;
}
