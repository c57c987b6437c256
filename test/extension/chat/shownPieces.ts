// Chat pieces as a text people can read, for tables and golden files.
import type { ChatPiece } from "../../../src/extension/chat/chatPiece";
import { safeMarkdown } from "../../../src/extension/chat/safeMarkdown";

export function shownPieces(pieces: readonly ChatPiece[]): string {
  return pieces.map(shown).join("\n");
}

function shown(piece: ChatPiece): string {
  switch (piece.type) {
    case "progress":
      return `(${piece.text})`;
    case "markdown":
      return piece.text;
    case "button":
      return `[${piece.title}] ${piece.command} ${piece.arguments.join(" ")}`;
    case "report":
      return "text" in piece.body
        ? `report:\n${safeMarkdown(piece.body.text)}`
        : `report in ${piece.body.blob}`;
  }
}
