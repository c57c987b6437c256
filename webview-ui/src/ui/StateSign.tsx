// The state of a row: a sign, a colour and a word. Never the colour alone.
import type { RowState } from "../../../src/protocol/trace";
import { Icon } from "./Icon";

const signs: Record<RowState, { icon: string; word: string }> = {
  info: { icon: "circle-small", word: "" },
  ok: { icon: "check", word: "done" },
  failed: { icon: "close", word: "failed" },
  waiting: { icon: "clockface", word: "waiting" },
  running: { icon: "sync", word: "running" },
};

interface StateSignProps {
  state: RowState;
  /** Another word than the state's own. */
  word?: string;
  /** The word is shown beside its sign. */
  shown?: boolean;
}

export function StateSign({ state, word, shown = false }: StateSignProps) {
  const sign = signs[state];
  const said = word ?? sign.word;
  return (
    <span className={`kilo-state kilo-state-${state}`}>
      <Icon name={sign.icon} spin={state === "running"} />
      {said ? <span className={shown ? "kilo-state-word" : "kilo-hidden"}>{said}</span> : null}
    </span>
  );
}
