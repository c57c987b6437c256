// Colour for terminals: for lanes and faint text only. State is told by sign and word, never by colour alone.
import type { Lane } from "../../protocol/settings";

export type Colour = Lane | "faint" | "strong";

export type Paint = (colour: Colour, text: string) => string;

const codes: Record<Colour, [number, number]> = {
  planner: [35, 39],
  coder: [34, 39],
  debugger: [33, 39],
  faint: [2, 22],
  strong: [1, 22],
};

/** @param colours whether the terminal takes colours and the user wants them. */
export function createPaint(colours: boolean): Paint {
  if (!colours) return (_, text) => text;
  return (colour, text) => {
    const [on, off] = codes[colour];
    return text === "" ? "" : `\x1b[${on}m${text}\x1b[${off}m`;
  };
}
