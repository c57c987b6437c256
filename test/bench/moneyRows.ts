// The money simulation of the tests at its full size: what is booked beyond a cap, and how much of it can be used.
import { simulateMoney } from "../core/budget/simulation";
import { type BenchRow, told } from "./benchRow";

const runs = 10_000;

export function moneyRows(): BenchRow[] {
  const rows = simulateMoney(runs);
  const all = rows.reduce((sum, row) => sum + row.runs, 0);
  const calls = rows.reduce((sum, row) => sum + row.calls, 0);
  const overshoot = Math.max(...rows.map((row) => row.overshoot));
  const least = Math.min(...rows.map((row) => row.minUsed));
  const mean = rows.reduce((sum, row) => sum + row.meanUsed * row.runs, 0) / all;
  const restarts = rows.reduce((sum, row) => sum + row.restarts, 0);
  const overbilled = Math.max(...rows.map((row) => row.overbilled));
  const how = `simulation: ${all.toLocaleString("en-US")} runs of 1 to 100 agents with a cap of $2.50, ${calls.toLocaleString("en-US")} calls, ${restarts.toLocaleString("en-US")} restarts, disconnects and missing usage`;
  return [
    {
      what: "money: overshoot of the cap",
      figure: `${overshoot} micro-dollars booked, ${overbilled} billed`,
      aim: "0",
      met: overshoot === 0 && overbilled === 0,
      how,
    },
    {
      what: "money: share of the cap that can be used",
      figure: `least ${percent(least)}, mean ${percent(mean)}`,
      aim: "≥ 95 %",
      met: least >= 0.95,
      how: "the same runs: booked when no further request fits; the least is judged",
    },
    told(
      "money: really billed share of the cap",
      `mean ${percent(rows.reduce((sum, row) => sum + row.meanBilled * row.runs, 0) / all)}`,
      "the same runs: the rest was booked for answers that broke off or came without usage",
    ),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
