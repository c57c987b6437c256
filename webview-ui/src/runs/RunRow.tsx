// One earlier run: sign, prompt, decision, cost, when, and what may be done with it.
import { memo, useState } from "react";
import type { RunSummary } from "../../../src/protocol/wire";
import { ShownText } from "../approvals/ShownText";
import { Button } from "../ui/Button";
import { Menu, type MenuItem } from "../ui/Menu";
import { Money } from "../ui/Money";
import { StateSign } from "../ui/StateSign";
import { Problem } from "./Problem";
import { decisionWord, isUnfinished, promptHead, runState } from "./runWords";
import { UndoQuestion } from "./UndoQuestion";
import { useWish, type Wish } from "./useWish";
import { when } from "./when";

export const RunRow = memo(function RunRow({ run, now }: { run: RunSummary; now: number }) {
  const wishing = useWish();
  const [undoing, setUndoing] = useState(false);
  const { state, word } = runState(run);
  const unfinished = isUnfinished(run);
  return (
    <li className={`kilo-run${unfinished ? " kilo-run-unfinished" : ""}`}>
      <div className="kilo-run-line">
        <button
          type="button"
          className="kilo-plain kilo-run-open"
          title="Show this run"
          onClick={() => void wishing.wish({ type: "run.choose", run: run.run })}
        >
          <span className="kilo-run-head">
            <StateSign state={state} word={word} />
            <span className="kilo-one-line">
              <ShownText text={promptHead(run.prompt)} />
            </span>
          </span>
          <span className="kilo-run-facts kilo-small kilo-muted">
            {[word, decisionWord(run.decision)].filter((part) => part !== "").join(" · ")} ·{" "}
            <Money micros={run.micros} /> · {when(run.endedAt ?? run.startedAt, now)}
          </span>
        </button>
        {unfinished ? (
          <Button
            kind="secondary"
            label="Resume"
            disabled={wishing.busy}
            onPress={() => void wishing.wish({ type: "run.resume", run: run.run })}
          />
        ) : null}
        <Menu
          label={`More about: ${promptHead(run.prompt).slice(0, 60)}`}
          items={menuOf(run, wishing, () => setUndoing(true))}
        />
      </div>
      {undoing ? (
        <UndoQuestion run={run.run} files={null} wishing={wishing} onDone={() => setUndoing(false)} />
      ) : (
        <Problem text={wishing.problem} />
      )}
    </li>
  );
});

function menuOf(run: RunSummary, { wish }: Wish, onUndo: () => void): MenuItem[] {
  const over = run.status === "ended" || isUnfinished(run);
  const id = run.run;
  return [
    {
      label: "Open trace",
      icon: "list-tree",
      onPress: () => void wish({ type: "trace.open", run: id, turn: null, task: null }),
    },
    {
      label: "Resume",
      icon: "debug-continue",
      disabled: !(run.status === "paused" || isUnfinished(run)),
      onPress: () => void wish({ type: "run.resume", run: id }),
    },
    {
      label: "Undo…",
      icon: "discard",
      disabled: !over || run.undone || run.decision === "chat",
      onPress: onUndo,
    },
    { label: "Export…", icon: "export", onPress: () => void wish({ type: "run.export", run: id }) },
    {
      label: "Delete…",
      icon: "trash",
      disabled: !over,
      onPress: () => void wish({ type: "run.delete", run: id }),
    },
  ];
}
