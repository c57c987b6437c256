// A state as a sign with its word. The word keeps the text's own colour: a sign's is not made to be read.
import { Icon } from "../ui/Icon";
import type { StateWords } from "./agentWords";

export function Sign({ state }: { state: StateWords }) {
  const { icon, word, tone, turns = false } = state;
  return (
    <span className={`kilo-state kilo-state-${tone}`}>
      <Icon name={icon} spin={turns} />
      <span className="kilo-state-word">{word}</span>
    </span>
  );
}
