// What may be done with a run now. An undo says first what it would touch.
import { useState } from "react";
import type { RunSummary } from "../../../src/protocol/wire";
import { Button } from "../ui/Button";
import { Problem } from "./Problem";
import { isUnfinished } from "./runWords";
import { UndoQuestion } from "./UndoQuestion";
import { useWish, type Wish } from "./useWish";

interface RunButtonsProps {
  run: string;
  summary: RunSummary;
  /** A stop was asked for and is being carried out. */
  stopping: boolean;
  /** Files the run changed. */
  files: number;
}

export function RunButtons(props: RunButtonsProps) {
  const [undoing, setUndoing] = useState(false);
  const wishing = useWish();
  if (undoing)
    return (
      <UndoQuestion run={props.run} files={props.files} wishing={wishing} onDone={() => setUndoing(false)} />
    );
  return (
    <>
      <div className="kilo-answers">
        <Pacing {...props} wishing={wishing} />
        {canUndo(props) ? (
          <Button kind="secondary" label="Undo…" disabled={wishing.busy} onPress={() => setUndoing(true)} />
        ) : null}
        <Button
          kind="secondary"
          label="Open trace"
          onPress={() => void wishing.wish({ type: "trace.open", run: props.run, turn: null, task: null })}
        />
      </div>
      <Problem text={wishing.problem} />
    </>
  );
}

/** A run is undone when nobody works on it. */
function canUndo({ summary, files }: RunButtonsProps): boolean {
  return !summary.undone && files > 0 && (summary.status === "ended" || isUnfinished(summary));
}

function Pacing({ run, summary, stopping, wishing }: RunButtonsProps & { wishing: Wish }) {
  const { busy, wish } = wishing;
  if (summary.status === "ended") return null;
  if (summary.status === "paused" || isUnfinished(summary)) {
    return (
      <Button
        kind="primary"
        label="Resume"
        disabled={busy}
        onPress={() => void wish({ type: "run.resume", run })}
      />
    );
  }
  const send = (type: "run.pause" | "run.stop") => void wish({ type: "run.command", run, command: { type } });
  return (
    <>
      <Button kind="secondary" label="Pause" disabled={busy || stopping} onPress={() => send("run.pause")} />
      <Button
        kind="secondary"
        label={stopping ? "Stopping…" : "Stop"}
        disabled={busy || stopping}
        onPress={() => send("run.stop")}
      />
    </>
  );
}
