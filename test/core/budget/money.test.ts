// Money test: 10,000 simulated runs, 1 to 100 agents at once. Never a micro-dollar over the cap, and the cap is usable.
import { expect, test } from "vitest";
import { simulateMoney } from "./simulation";

test("10,000 simulated runs: no overshoot, at least 95 % of the cap usable", () => {
  const rows = simulateMoney(10_000);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.table(
    rows.map((row) => ({
      "agents at once": row.agents,
      runs: row.runs,
      calls: row.calls,
      restarts: row.restarts,
      "max overshoot (micro-$)": row.overshoot,
      "booked, mean": percent(row.meanUsed),
      "booked, min": percent(row.minUsed),
      "billed, mean": percent(row.meanBilled),
    })),
  );
  expect(rows.reduce((total, row) => total + row.runs, 0)).toBe(10_000);
  for (const row of rows) {
    expect(row.restarts).toBeGreaterThan(0);
    expect({ agents: row.agents, overshoot: row.overshoot, overbilled: row.overbilled }).toEqual({
      agents: row.agents,
      overshoot: 0,
      overbilled: 0,
    });
    expect(row.meanUsed).toBeGreaterThanOrEqual(0.95);
  }
});
