// What the sidebar remembers while it is hidden, moved or reloaded: the composer's draft and what was put into cards.
// Read back with care; nothing in it is ever the truth about a run.
import { type CardDraft, freshDraft, readCardDrafts } from "../approvals/cardDraft";
import { type Draft, readDraft } from "../compose/draft";

export interface PaneMemory {
  draft: Draft;
  /** By card. */
  cards: Readonly<Record<string, CardDraft>>;
}

/** Cards that are remembered at most; the oldest go first. Which ones still wait is not always known. */
const mostCards = 40;

export function readMemory(kept: unknown): PaneMemory {
  const { draft, cards } = (typeof kept === "object" && kept !== null ? kept : {}) as Record<string, unknown>;
  return { draft: readDraft(draft), cards: readCardDrafts(cards) };
}

export function withDraft(memory: PaneMemory, change: Partial<Draft>): PaneMemory {
  return { ...memory, draft: { ...memory.draft, ...change } };
}

/** After a prompt was sent: its words go, unless others stand there by now. */
export function withSent(memory: PaneMemory, text: string): PaneMemory {
  return memory.draft.text === text ? withDraft(memory, { text: "" }) : memory;
}

/** @param hash of what the card shows; what was put into it for something else is forgotten. */
export function withCard(
  memory: PaneMemory,
  key: string,
  hash: string,
  change: Partial<CardDraft>,
): PaneMemory {
  const { [key]: known, ...others } = memory.cards;
  const draft = known?.hash === hash ? known : freshDraft(hash);
  const kept = Object.entries(others).slice(1 - mostCards);
  return { ...memory, cards: { ...Object.fromEntries(kept), [key]: { ...draft, ...change } } };
}
