// What a table of faults counts: how many were tried, how many were lost. `npm run test:faults` collects the rows.
import { appendFileSync } from "node:fs";

/** One row of the table that `npm run test:faults` prints. */
export interface FaultRow {
  /** What was tried, in a few words: `"provider faults"`. */
  readonly what: string;
  readonly tried: number;
  /** Cases that ended wrong; the aim is 0 unless `note` says otherwise. */
  readonly lost: number;
  /** A figure with its aim, where "lost" does not say it all: `"99.6 % complete (aim 99)"`. */
  readonly note?: string;
}

/** True under `npm run test:faults`, which plays every case; `npm test` plays a sample. */
export const full = process.env.KILO_FAULTS === "full";

/**
 * Picks the cases of a table that are played now.
 *
 * @param cases the whole table
 * @param few how many of them `npm test` plays, spread evenly over the table
 * @returns the whole table under `npm run test:faults`
 */
export function sample<Case>(cases: readonly Case[], few: number): Case[] {
  if (full || cases.length <= few) return [...cases];
  const stride = cases.length / few;
  return Array.from({ length: few }, (_, at) => cases[Math.floor(at * stride)] as Case);
}

/** Hands a row to whoever collects the rows of this run; without a collector it does nothing. */
export function tally(row: FaultRow): void {
  const rows = process.env.KILO_FAULT_ROWS;
  if (rows) appendFileSync(rows, `${JSON.stringify(row)}\n`);
}
