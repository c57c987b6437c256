// A task that has not ended, steered by a person: words for it, and pausing, resuming, cancelling or restarting it while
// the rest of the run goes on. The active task is meant unless another is chosen.
import { useState } from "react";
import type { RunView } from "../../../src/protocol/run";
import type { TaskView } from "../../../src/protocol/task";
import { Button } from "../ui/Button";
import { Select } from "../ui/Select";
import { TextField } from "../ui/TextField";
import { visibleText } from "../ui/visibleText";
import { activeTask, openTasks } from "./activeTask";
import { Problem } from "./Problem";
import { promptHead } from "./runWords";
import { TaskPacing } from "./TaskPacing";
import { useWish } from "./useWish";

/** Longest message the engine takes, in characters. */
const longest = 20_000;
/** Characters of a task's name in the list. */
const longestName = 60;

export function Steer({ view }: { view: RunView }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const open = openTasks(view);
  const task = open.find((one) => one.task === wanted) ?? activeTask(view);
  if (!task) return null;
  return (
    <section className="kilo-steer" aria-label="Steer a task">
      {open.length > 1 ? (
        <Select
          label="Steer task"
          value={task.task}
          options={open.map((one) => ({ value: one.task, label: nameOf(one) }))}
          onChange={setWanted}
        />
      ) : null}
      <Tell key={task.task} run={view.run} task={task} />
      <TaskPacing key={`${task.task} pacing`} run={view.run} task={task} halted={view.status === "paused"} />
    </section>
  );
}

/** `t3 coder: Handler reads a cursor`. */
function nameOf({ task, role, title }: TaskView): string {
  return visibleText(`${task} ${role}: ${promptHead(title)}`).slice(0, longestName);
}

/** Words for the task. It reads them before its next request; they are a fact of the run. */
function Tell({ run, task }: { run: string; task: TaskView }) {
  const [words, setWords] = useState("");
  const [told, setTold] = useState(false);
  const { busy, problem, wish } = useWish();
  const send = async () => {
    const message = words.trim().slice(0, longest);
    if (message === "" || busy) return;
    setTold(false);
    const command = { type: "task.steer" as const, task: task.task, message };
    if (await wish({ type: "run.command", run, command })) {
      setWords("");
      setTold(true);
    }
  };
  return (
    <>
      <div className="kilo-steer-line">
        <TextField
          label={`Tell the running agent: ${visibleText(`${task.role}, ${promptHead(task.title)}`)}`}
          labelHidden
          value={words}
          placeholder={`Tell ${visibleText(task.task)} (${visibleText(task.role)})…`}
          onChange={(value) => {
            setWords(value);
            setTold(false);
          }}
          onSubmit={() => void send()}
        />
        <Button
          kind="icon"
          icon="send"
          label="Tell the running agent"
          disabled={busy || words.trim() === ""}
          onPress={() => void send()}
        />
      </div>
      <span className="kilo-small kilo-muted" role="status">
        {told ? "Told; it is read before the next request." : ""}
      </span>
      <Problem text={problem} />
    </>
  );
}
