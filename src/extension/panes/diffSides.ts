// From a unified diff and the file as it is now to the two texts a diff editor shows. Pure: where the file has moved on,
// the sides are made of what the diff itself shows.
import { applyPatch, parsePatch, reversePatch, type StructuredPatch } from "diff";

export interface DiffSides {
  path: string;
  before: string;
  after: string;
  /** Made of the diff's own lines: the file is not what the diff was made for. */
  partial: boolean;
}

/** The files of a text that ends with a unified diff; none where it has none. */
export function patchesIn(detail: string): { path: string; patch: StructuredPatch }[] {
  const start = detail.search(/^(?:diff --git |--- (?:a\/|\/dev\/null|"))/m);
  if (start < 0) return [];
  try {
    return parsePatch(detail.slice(start)).flatMap((patch) => {
      const path = pathOf(patch);
      return path === null ? [] : [{ path, patch }];
    });
  } catch {
    return [];
  }
}

/**
 * @param now the file's text; null where there is none.
 * @param applied whether the diff is in the file already.
 */
export function sidesOf(
  path: string,
  patch: StructuredPatch,
  now: string | null,
  applied: boolean,
): DiffSides {
  const text = now ?? "";
  const other = applyPatch(text, applied ? reversePatch(patch) : patch);
  if (other === false) return { path, ...ownLines(patch), partial: true };
  return applied
    ? { path, before: other, after: text, partial: false }
    : { path, before: text, after: other, partial: false };
}

/** Only what the diff shows, its parts one below the other. */
function ownLines({ hunks }: StructuredPatch): { before: string; after: string } {
  const side = (other: string) =>
    hunks
      .map(({ lines }) =>
        lines
          .filter((line) => !line.startsWith(other) && !line.startsWith("\\"))
          .map((line) => line.slice(1)),
      )
      .map((lines) => `${lines.join("\n")}\n`)
      .join("⋯\n");
  return { before: side("+"), after: side("-") };
}

function pathOf({ oldFileName, newFileName }: StructuredPatch): string | null {
  const name = [newFileName, oldFileName].find(
    (one) => one !== undefined && one !== "" && one !== "/dev/null",
  );
  return name === undefined ? null : name.replace(/^[ab]\//, "");
}
