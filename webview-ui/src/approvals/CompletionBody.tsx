// A subtask that says it is done: its result, what it changed, the checks it ran with their exit codes, tests it altered
// and what it cost. Its own words are marked as nothing more than that; exit codes are the engine's.
import type { ApprovalSubject } from "../../../src/protocol/approvalSubject";
import type { RunView } from "../../../src/protocol/run";
import type { InboxEntry } from "../../../src/protocol/wire";
import { Markdown } from "../ui/Markdown";
import { Money } from "../ui/Money";
import { StateSign } from "../ui/StateSign";
import { AlteredTests, ChangedFiles, Named } from "./CardParts";
import { LastChecks } from "./LastChecks";
import { LongText, ShownText } from "./ShownText";

/** Characters of a result that are shown at first. */
const longResult = 4000;

type Completion = Extract<ApprovalSubject, { kind: "completion" }>;

interface CompletionBodyProps {
  subject: Completion;
  entry: InboxEntry;
  view: RunView | null;
}

export function CompletionBody({ subject, entry, view }: CompletionBodyProps) {
  const { run, approval } = entry;
  const altersOnly = subject.result === "" && subject.files.length === 0;
  return (
    <>
      {subject.result === "" ? null : (
        <LongText text={subject.result} limit={longResult}>
          {(part) => <Markdown text={part} />}
        </LongText>
      )}
      {altersOnly ? null : <ChangedFiles files={subject.files} run={run} approval={approval.id} />}
      <AlteredTests altered={subject.altered} />
      {subject.checks === undefined ? <LastChecks view={view} /> : <OwnChecks checks={subject.checks} />}
      {subject.micros > 0 ? (
        <Named name="Cost">
          <Money micros={subject.micros} />
        </Named>
      ) : null}
    </>
  );
}

/** Checks of this task itself; that it ran none is said. */
function OwnChecks({ checks }: { checks: NonNullable<Completion["checks"]> }) {
  if (checks.length === 0) return <p className="kilo-small kilo-muted">No checks were run in this task.</p>;
  return (
    <ul className="kilo-receipts" aria-label="Checks it ran">
      {checks.map(({ command, exitCode }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a check may be run twice, and the list never changes.
        <li key={at}>
          <StateSign state={exitCode === 0 ? "ok" : "failed"} word={exitCode === 0 ? "passed" : "failed"} />
          <code>
            <ShownText text={command} />
          </code>
          <span className="kilo-muted kilo-figure">exit {exitCode}</span>
        </li>
      ))}
    </ul>
  );
}
