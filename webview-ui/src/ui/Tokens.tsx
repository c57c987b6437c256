// Tokens in, cached and out; exact counts on hover.
import { inputTokens, type Usage } from "../../../src/protocol/money";
import { formatUsage } from "./figures";

/** @param usage null where nobody knows it. */
export function Tokens({ usage }: { usage: Usage | null }) {
  if (!usage) return <span className="kilo-figure">tokens unknown</span>;
  const exact = [
    `${inputTokens(usage)} in`,
    `${usage.cacheRead} read from cache`,
    `${usage.cacheWrite} written to cache`,
    `${usage.output} out`,
    ...(usage.reasoning > 0 ? [`${usage.reasoning} of it reasoning`] : []),
    ...(usage.estimated ? ["estimated: the provider reports no counts"] : []),
  ].join(", ");
  return (
    <span className="kilo-figure" title={exact}>
      {formatUsage(usage)}
    </span>
  );
}
