// The checks of the run's last verification, beside a result that waits: said to be older than what is accepted now.
import type { CheckReceipt } from "../../../src/protocol/check";
import type { RunView } from "../../../src/protocol/run";
import { StateSign } from "../ui/StateSign";
import { ShownText } from "./ShownText";

export function LastChecks({ view }: { view: RunView | null }) {
  const last = view?.verifications.at(-1);
  if (!last || last.receipts.length === 0) return null;
  return (
    <div>
      <span className="kilo-muted kilo-small">Checks of iteration {last.iteration}, before this:</span>
      <Receipts receipts={last.receipts} />
    </div>
  );
}

/** Commands with how they ended. */
export function Receipts({ receipts }: { receipts: readonly CheckReceipt[] }) {
  return (
    <ul className="kilo-receipts">
      {receipts.map((receipt) => (
        <li key={receipt.check}>
          <StateSign
            state={receipt.exitCode === 0 ? "ok" : "failed"}
            word={receipt.exitCode === 0 ? "passed" : "failed"}
          />
          <code>
            <ShownText text={receipt.command} />
          </code>
          <span className="kilo-muted kilo-figure">{endOf(receipt)}</span>
        </li>
      ))}
    </ul>
  );
}

const ends: Record<Exclude<CheckReceipt["end"], "exited">, string> = {
  signalled: "killed by a signal",
  "timed-out": "timed out",
  idle: "stopped: no output",
  "not-started": "did not start",
};

function endOf({ end, exitCode, failedCount, passedCount }: CheckReceipt): string {
  if (end !== "exited") return ends[end];
  const counted = failedCount ? ` · ${failedCount} failed` : passedCount ? ` · ${passedCount} passed` : "";
  return `exit ${exitCode}${counted}`;
}
