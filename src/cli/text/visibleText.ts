// What a person is asked to approve, for a terminal: control, direction and invisible characters are shown by their
// code. Line feeds stay, tabs become spaces. It never removes a character.
import { visibleText as withCodes } from "../../protocol/visibleText";

/** The text as a person must see it: `<U+202E>` for what would not be seen. */
export function visibleText(text: string): string {
  return withCodes(text).replaceAll("\t", "    ");
}

/** One line for titles: a line break is shown too. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll("\n", "<U+000A>");
}
