// The name of a card in the pane: a run and its approval.
import type { InboxEntry } from "../../../src/protocol/wire";

export function cardKey({ run, approval }: Pick<InboxEntry, "run"> & { approval: { id: string } }): string {
  return `${run}/${approval.id}`;
}
