// A mark across all columns: a plan, a step, an iteration, a verification with its checks, an approval, a note.
import { memo } from "react";
import type { TraceMark } from "../../../src/protocol/traceItem";
import { Icon } from "../ui/Icon";
import { StateSign } from "../ui/StateSign";
import { visibleText } from "../ui/visibleText";
import { InlineText } from "./InlineText";
import { useStanding } from "./useStanding";

const icons: Record<TraceMark["mark"], string> = {
  run: "play-circle",
  plan: "list-ordered",
  task: "circle-filled",
  iteration: "sync",
  verification: "beaker",
  approval: "bell",
  note: "circle-small",
};

export const MarkRow = memo(function MarkRow({ run, mark }: { run: string; mark: TraceMark }) {
  const { lines, lane, text, figures } = mark;
  const { state, word } = useStanding(run, mark);
  const shown = state === "running" || state === "waiting";
  const dot = lane === null ? "" : ` lane-${lane}`;
  return (
    <>
      <div className="mark-line" title={new Date(mark.at).toLocaleString()}>
        <span className={`mark-icon${dot}`}>
          <Icon name={icons[mark.mark]} />
        </span>
        <span className="mark-text">
          <InlineText text={text} />
        </span>
        <span className="mark-end">
          {figures ? <span className="kilo-figure">{visibleText(figures)}</span> : null}
          {state === "info" ? null : <StateSign state={state} word={word} shown={shown} />}
        </span>
      </div>
      {lines.length === 0 ? null : (
        <ul className="mark-lines">
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end.
            <li key={at} className="mark-check">
              <StateSign state={line.state} />
              <span className="mark-check-text">{visibleText(line.text)}</span>
              <span className="kilo-figure kilo-muted">{visibleText(line.figures)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
});
