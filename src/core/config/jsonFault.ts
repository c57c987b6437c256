// Why a text is not JSON, as one line: JavaScript's own words quote the text around the place, whatever stands in it, so
// that part is left out. Pure.
import { visibleText } from "../../protocol/visibleText";

export interface JsonFault {
  /** Null where the parser does not say the place. */
  line: number | null;
  /** Without a full stop. */
  why: string;
}

/** @param thrown by `JSON.parse` of this text. */
export function jsonFault(text: string, thrown: unknown): JsonFault {
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  const [, token = ""] = /^Unexpected token '(.+?)', /su.exec(words) ?? [];
  const [, reason = words, position = null] = /^(.*?) in JSON at position (\d+)/s.exec(words) ?? [];
  const said = visibleText(token === "" ? reason : `Unexpected token '${token}'`).replaceAll("\n", " ");
  return {
    line: position === null ? null : text.slice(0, Number(position)).split("\n").length,
    why: `${said}${hintFor(token, reason)}`,
  };
}

/** What other forms of JSON allow. */
function hintFor(token: string, reason: string): string {
  if (token === "/" || token === "#") return "; JSON has no comments";
  const isComma = token === "]" || token === "}" || reason.startsWith("Expected double-quoted property name");
  return isComma ? "; JSON has no comma behind the last entry, and no comments" : "";
}
