// Text of models, files and tools with its hidden characters made visible, so that what is read is what is there. What a
// person decides on is shown by `ShownText`, which lets even less through.
import { readableText } from "../../../src/protocol/visibleText";

/** @returns the text with each hidden character as a picture (`␛`) or its code (`⟨U+202E⟩`). */
export function visibleText(text: string): string {
  return readableText(text);
}
