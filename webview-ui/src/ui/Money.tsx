// An amount of money; the whole of it on hover.
import { formatMicros } from "../../../src/protocol/money";

/** @param micros micro-dollars. */
export function Money({ micros }: { micros: number }) {
  return (
    <span className="kilo-figure" title={`$${(micros / 1_000_000).toFixed(6)}`}>
      {formatMicros(micros)}
    </span>
  );
}
