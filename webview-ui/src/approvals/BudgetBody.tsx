// The cap was reached: what is spent, what the next request needs, and the new cap, which may be typed.
import type { ApprovalSubject } from "../../../src/protocol/approvalSubject";
import { Problem } from "../runs/Problem";
import { Money } from "../ui/Money";
import { TextField } from "../ui/TextField";
import { Named } from "./CardParts";
import type { CardDraft } from "./cardDraft";
import { capProblem, writeDollars } from "./readDollars";

interface BudgetBodyProps {
  subject: Extract<ApprovalSubject, { kind: "budget" }>;
  draft: CardDraft;
  onDraft: (change: Partial<CardDraft>) => void;
}

export function BudgetBody({ subject, draft, onDraft }: BudgetBodyProps) {
  const { spent, from, to, missing } = subject;
  const problem = draft.cap === null ? null : capProblem(draft.cap, from);
  return (
    <>
      <Named name="Spent">
        <Money micros={spent} /> of <Money micros={from} />
      </Named>
      <Named name="Next request">
        may need <Money micros={missing} /> more than is left
      </Named>
      <div className="kilo-cap">
        <TextField
          label="New cap in dollars"
          value={draft.cap ?? writeDollars(to)}
          onChange={(cap) => onDraft({ cap })}
        />
      </div>
      <Problem text={problem} />
    </>
  );
}
