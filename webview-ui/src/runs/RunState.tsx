// Where a run stands: a sign and words, its iteration, its steps, and what it spent of its cap.
import { Fragment } from "react";
import { formatMicros } from "../../../src/protocol/money";
import type { RunView } from "../../../src/protocol/run";
import type { RunSummary } from "../../../src/protocol/wire";
import { ShownWords } from "../approvals/ShownText";
import { StateSign } from "../ui/StateSign";
import { progressWords, runState } from "./runWords";

export function RunState({ view, summary }: { view: RunView; summary: RunSummary }) {
  const { state, word } = runState(summary);
  const iteration =
    view.iteration > 0 ? `iteration ${view.iteration} of ${view.settings.maxIterations}` : null;
  const parts = [iteration, progressWords(view)].filter((part) => part !== null);
  return (
    <div className="kilo-run-state">
      <p>
        <span className="kilo-run-word">
          <StateSign state={state} word={word} shown />
          {parts.length > 0 ? <Dot /> : null}
        </span>
        {parts.map((part, at) => (
          <Fragment key={part}>
            {" "}
            <span className="kilo-muted kilo-figure">
              {part}
              {at < parts.length - 1 ? <Dot /> : null}
            </span>
          </Fragment>
        ))}
      </p>
      <MoneyBar view={view} />
      {view.pause && view.pause.message !== "" && view.status === "paused" ? (
        <p className="kilo-small kilo-muted">
          <ShownWords text={view.pause.message} />
        </p>
      ) : null}
    </div>
  );
}

/** Stands behind what it parts: where the line breaks, the next does not begin with it. */
function Dot() {
  return <span className="kilo-muted">{"\u00a0·"}</span>;
}

/** Spent, and what is set aside for requests under way, of the cap. */
function MoneyBar({ view }: { view: RunView }) {
  const { spent, reserved } = view.purses.run ?? { spent: 0, reserved: 0 };
  const cap = view.settings.capMicros;
  const percent = (micros: number) => `${cap > 0 ? Math.min(100, (micros * 100) / cap) : 0}%`;
  const words = `${formatMicros(spent)} of ${formatMicros(cap)}`;
  return (
    <div className="kilo-money">
      <div className="kilo-meter" aria-hidden="true">
        <span className="kilo-meter-spent" style={{ width: percent(spent) }} />
        <span className="kilo-meter-reserved" style={{ width: percent(reserved) }} />
      </div>
      <span className="kilo-figure kilo-small kilo-muted">
        {words}
        {reserved > 0 ? ` · ${formatMicros(reserved)} reserved` : ""}
      </span>
    </div>
  );
}
