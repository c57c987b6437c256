// The gate for what a project's or session's file would widen: each is listed with its value, and none holds before a
// person approved exactly this list. Pure.
import { createHash } from "node:crypto";

export interface Widening {
  /** File it stands in, as it is shown. */
  file: string;
  key: string;
  /** As it is written, whole. */
  value: string;
  /** What it would do, in a few words. */
  does: string;
}

export class Gate {
  /** Everything that was asked for, in the order of the files. */
  readonly asked: Widening[] = [];
  private readonly open: boolean;

  /** @param open true where a person approved all of it. */
  constructor(open: boolean) {
    this.open = open;
  }

  /** Lists what would widen. @returns whether it holds. */
  passes(widening: Widening): boolean {
    this.asked.push(widening);
    return this.open;
  }
}

/**
 * What an approval is remembered by: the folder, and each key with its value. The file's other content may change.
 * @param folder real path of the project's folder.
 */
export function wideningHash(folder: string, widens: readonly Widening[]): string {
  const content = widens.map(({ key, value }) => [key, value]);
  return createHash("sha256")
    .update(JSON.stringify([folder, content.sort(byText)]))
    .digest("hex");
}

function byText(one: readonly string[], other: readonly string[]): number {
  const [left, right] = [one.join("\0"), other.join("\0")];
  return left < right ? -1 : left > right ? 1 : 0;
}
