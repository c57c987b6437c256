// How the tables of edited tests are written: a text, and what an agent replaces in it.
import type { AlteredTest } from "../../../src/protocol/check";

export type Change = AlteredTest["change"];

export interface EditedTest {
  name: string;
  path: string;
  before: string | null;
  after: string | null;
  /** Null where nothing is to be named. */
  change: Change | null;
}

/** A name, what is replaced by what (null: the text as it stands by itself), and the class it has to be given. */
export type Row = readonly [
  name: string,
  change: Change | null,
  search: string | RegExp | null,
  replace: string,
];

/** @throws where a search finds nothing: the table would test nothing. */
export function edited(path: string, text: string, rows: readonly Row[]): EditedTest[] {
  return rows.map(([name, change, search, replace]) => {
    const after = search === null ? replace : text.replace(search, () => replace);
    if (after === text) throw new Error(`${path}: ${name}: nothing is replaced`);
    return { name: `${path}: ${name}`, path, before: text, after, change };
  });
}
