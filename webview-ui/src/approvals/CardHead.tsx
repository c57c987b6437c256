// The first line of a card: what is asked, by whom, for which step, and the money it is about.
import type { InboxEntry } from "../../../src/protocol/wire";
import { paneHost } from "../host/paneHost";
import { promptHead } from "../runs/runWords";
import { Icon } from "../ui/Icon";
import { Money } from "../ui/Money";
import { cardWords } from "./cardWords";
import { ShownText } from "./ShownText";

export function CardHead({ entry, foreign }: { entry: InboxEntry; foreign: boolean }) {
  const { approval, run, prompt } = entry;
  // Who would do it, where somebody is to begin; else who asks.
  const role = approval.subject?.kind === "subtask" ? approval.subject.role : entry.role;
  const by = [
    ...(role === null ? [] : [promptHead(role)]),
    ...(approval.step === undefined ? [] : [stepName(approval.step)]),
  ];
  return (
    <>
      <div className="kilo-card-head">
        <span className="kilo-card-kind">
          <strong>{cardWords(approval, false).name}</strong>
          {by.length > 0 ? ` · ${by.join(" · ")}` : ""}
          {approval.mustAsk ? (
            <span title="No rule may answer this one.">
              {" "}
              <Icon name="person" />
              <span className="kilo-hidden">a person must answer</span>
            </span>
          ) : null}
        </span>
        <CardMoney entry={entry} />
      </div>
      {foreign ? (
        <button
          type="button"
          className="kilo-plain kilo-link kilo-small kilo-one-line kilo-card-run"
          title="Show this run"
          onClick={() => void paneHost().do({ type: "run.choose", run })}
        >
          <ShownText text={promptHead(prompt)} />
        </button>
      ) : null}
    </>
  );
}

/** `s3` is the person's step 3. */
function stepName(step: string): string {
  return step.replace(/^s(?=\d+$)/, "step ");
}

function CardMoney({ entry }: { entry: InboxEntry }) {
  const { subject } = entry.approval;
  if (subject?.kind === "budget") return null;
  if (subject?.kind === "subtask") {
    return (
      <span className="kilo-muted kilo-figure">
        <Money micros={subject.share} /> of <Money micros={subject.left} /> left
      </span>
    );
  }
  if (subject?.kind === "completion" && subject.micros > 0) {
    return (
      <span className="kilo-muted">
        <Money micros={subject.micros} />
      </span>
    );
  }
  return (
    <span className="kilo-muted kilo-figure">
      <Money micros={entry.left} /> left
    </span>
  );
}
