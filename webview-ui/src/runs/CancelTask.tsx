// Asks why a task is ended, and says who is told. An empty reason may be sent.
import { useEffect, useRef, useState } from "react";
import type { RunCommand } from "../../../src/protocol/command";
import type { TaskView } from "../../../src/protocol/task";
import { Button } from "../ui/Button";
import { tooLong } from "../ui/figures";
import { TextArea } from "../ui/TextArea";
import { visibleText } from "../ui/visibleText";
import { Problem } from "./Problem";

interface CancelTaskProps {
  task: TaskView;
  busy: boolean;
  onSend: (command: RunCommand) => void;
  onBack: () => void;
}

/** Longest reason the engine takes, in characters. */
const longest = 8000;

export function CancelTask({ task, busy, onSend, onBack }: CancelTaskProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState("");
  useEffect(() => {
    area.current?.focus();
  }, []);
  const message = reason.trim();
  const over = message.length - longest;
  const send = () => {
    if (over > 0 || busy) return;
    onSend({ type: "task.cancel", task: task.task, ...(message === "" ? {} : { message }) });
  };
  return (
    <div className="kilo-quote kilo-task-question">
      <p>{whatHappens(task)}</p>
      <TextArea
        label="Why?"
        value={reason}
        rows={2}
        maxRows={8}
        areaRef={area}
        onChange={setReason}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Escape") onBack();
          else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <Problem text={over > 0 ? `The reason is ${tooLong(over)}.` : null} />
      <div className="kilo-answers">
        <Button kind="primary" label="Cancel this task" disabled={busy || over > 0} onPress={send} />
        <Button kind="secondary" label="Keep it" onPress={onBack} />
      </div>
    </div>
  );
}

function whatHappens({ task, parent }: TaskView): string {
  const ends = `Ends ${visibleText(task)} and every subtask below it; files stay as they are.`;
  return parent === null
    ? `${ends} It has no parent: the run decides how it goes on.`
    : `${ends} Its parent ${visibleText(parent)} is told, with the reason, and goes on.`;
}
