// Pauses, resumes, cancels or restarts one task. What cannot be taken back asks once more and says what would happen.
import { useState } from "react";
import type { RunCommand } from "../../../src/protocol/command";
import type { TaskView } from "../../../src/protocol/task";
import { Button } from "../ui/Button";
import { CancelTask } from "./CancelTask";
import { Problem } from "./Problem";
import { RestartTask } from "./RestartTask";
import { useWish } from "./useWish";

interface TaskPacingProps {
  run: string;
  task: TaskView;
  /** The whole run rests: there is nothing to pause. */
  halted: boolean;
}

export function TaskPacing({ run, task, halted }: TaskPacingProps) {
  const [asking, setAsking] = useState<"cancel" | "restart" | null>(null);
  const { busy, problem, wish } = useWish();
  const send = async (command: RunCommand) => {
    if (await wish({ type: "run.command", run, command })) setAsking(null);
  };
  const parts = { task, busy, onSend: (command: RunCommand) => void send(command) };
  const onBack = () => setAsking(null);
  const isEnding = task.cancelWanted !== undefined;
  return (
    <>
      {asking === "cancel" ? <CancelTask {...parts} onBack={onBack} /> : null}
      {asking === "restart" ? <RestartTask {...parts} onBack={onBack} /> : null}
      {asking !== null ? null : (
        <div className="kilo-answers">
          <PauseButton {...parts} halted={halted} />
          <Button
            kind="secondary"
            label="Restart from a turn…"
            disabled={busy || isEnding || task.turns === 0}
            onPress={() => setAsking("restart")}
          />
          <Button
            kind="secondary"
            label={isEnding ? "Being cancelled…" : "Cancel task…"}
            disabled={busy || isEnding}
            onPress={() => setAsking("cancel")}
          />
        </div>
      )}
      <Problem text={problem} />
    </>
  );
}

interface PauseProps {
  task: TaskView;
  busy: boolean;
  halted: boolean;
  onSend: (command: RunCommand) => void;
}

/** A pause that was asked for and has not come yet can be taken back. */
function PauseButton({ task, busy, halted, onSend }: PauseProps) {
  if (task.pauseWanted) {
    return (
      <Button
        kind="primary"
        label={task.status === "paused" ? "Resume task" : "Do not pause"}
        disabled={busy}
        onPress={() => onSend({ type: "task.resume", task: task.task })}
      />
    );
  }
  return (
    <Button
      kind="secondary"
      label="Pause at next safe point"
      title="Before its next request; what it has begun is finished."
      disabled={busy || halted || task.cancelWanted !== undefined}
      onPress={() => onSend({ type: "task.pause", task: task.task })}
    />
  );
}
