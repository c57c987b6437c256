// The heads of the three columns: whose lane it is, which model answered, tokens, cost, and how it stands.
import { useMemo } from "react";
import type { Lane } from "../../../src/protocol/settings";
import { usePane } from "../store/paneContext";
import { slowSource } from "../store/slowSource";
import { useSelected } from "../store/useSelected";
import { Money } from "../ui/Money";
import { StateSign } from "../ui/StateSign";
import { Tokens } from "../ui/Tokens";
import { visibleText } from "../ui/visibleText";
import { type LaneFigures, laneFigures, shortModel } from "./laneFigures";

const names: Record<Lane, string> = { planner: "Planner", coder: "Coder", debugger: "Debugger" };

export function LaneHeads({ run }: { run: string }) {
  const { store } = usePane();
  const slow = useMemo(() => slowSource(store, 300), [store]);
  const heads = useSelected(
    slow,
    () => {
      const view = store.view(run);
      return view ? laneFigures(view) : [];
    },
    (left, right) => JSON.stringify(left) === JSON.stringify(right),
  );
  return (
    <div className="lane-heads">
      {heads.map((head) => (
        <LaneHead key={head.lane} head={head} />
      ))}
    </div>
  );
}

function LaneHead({ head }: { head: LaneFigures }) {
  const { lane, models, usage, micros, state, word } = head;
  const [first] = models;
  const more = models.length > 1 ? ` +${models.length - 1}` : "";
  return (
    <section className={`lane-head lane-${lane}`} aria-label={`${names[lane]} lane`}>
      <div className="lane-name">
        <span className="lane-dot" aria-hidden="true" />
        <h2>{names[lane]}</h2>
        <span className="lane-state kilo-small">
          <StateSign state={state} word={word} shown />
        </span>
      </div>
      <div className="lane-figures kilo-small kilo-muted">
        {first === undefined ? null : (
          <>
            <span className="kilo-one-line" title={visibleText(models.join(", "))}>
              {visibleText(shortModel(first))}
              {more}
            </span>
            <Money micros={micros} />
            <Tokens usage={usage} />
          </>
        )}
      </div>
    </section>
  );
}
