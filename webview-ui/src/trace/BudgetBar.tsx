// Spent and reserved of the cap, in words and as a bar.
import { formatMicros, type Micros } from "../../../src/protocol/money";

interface BudgetBarProps {
  spent: Micros;
  reserved: Micros;
  cap: Micros;
}

export function BudgetBar({ spent, reserved, cap }: BudgetBarProps) {
  const part = (amount: Micros) => `${cap > 0 ? Math.min(100, (amount / cap) * 100) : 0}%`;
  return (
    <div className="budget">
      <div className="budget-words kilo-small kilo-figure">
        <span>
          {formatMicros(spent)} of {formatMicros(cap)}
        </span>
        <span className="kilo-muted">{reserved > 0 ? `${formatMicros(reserved)} reserved` : ""}</span>
      </div>
      <div className="budget-bar" aria-hidden="true">
        <div className="budget-spent" style={{ width: part(spent) }} />
        <div className="budget-reserved" style={{ width: part(reserved) }} />
      </div>
    </div>
  );
}
