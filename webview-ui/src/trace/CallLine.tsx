// One tool call on a card: its sign, name, target and what came of it; while a command runs, its last line.
import type { TraceCall } from "../../../src/protocol/traceItem";
import { formatDuration } from "../ui/figures";
import { StateSign } from "../ui/StateSign";
import { visibleText } from "../ui/visibleText";
import { ChildLink } from "./TaskLinks";

interface CallLineProps {
  call: TraceCall;
  /** What a command under way has said last. */
  output: string | null;
}

export function CallLine({ call, output }: CallLineProps) {
  const { name, target, note, state, ms, child } = call;
  const last = output?.trimEnd().split("\n").at(-1) ?? "";
  // A tool's note often begins with its target: said once is enough.
  const said = note.startsWith(`${target} · `) ? note.slice(target.length + 3) : note;
  // A note that says how long it took says it for both.
  const time = ms === null || ms < 1000 || /\d s\b/.test(said) ? null : formatDuration(ms);
  return (
    <li className={`trace-call trace-call-${state}`}>
      <StateSign state={state} />
      <span className="trace-call-name">{visibleText(name)}</span>
      {target === "" ? null : (
        <span className="trace-call-target kilo-one-line" title={visibleText(target)}>
          {visibleText(target)}
        </span>
      )}
      <span className="trace-call-note kilo-one-line" title={visibleText(said)}>
        {visibleText(state === "running" ? last : said)}
      </span>
      {child === undefined ? null : <ChildLink child={child} />}
      {time === null ? null : <span className="kilo-figure kilo-muted">{time}</span>}
    </li>
  );
}
