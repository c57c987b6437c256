// Links between the cards of a task and of its subtasks: from the call that made one to its turns, and back.
import type { MouseEvent, ReactNode } from "react";
import type { TraceOrigin } from "../../../src/protocol/traceItem";
import { visibleText } from "../ui/visibleText";
import { useTaskWays } from "./taskWays";

/** On a call that made a subtask. */
export function ChildLink({ child }: { child: string }) {
  const { toTask } = useTaskWays();
  return (
    <TaskLink title={`Opens the turns of ${visibleText(child)}`} onPress={() => toTask(child)}>
      {visibleText(child)}'s turns
    </TaskLink>
  );
}

/** On the first card of a task that another one made. */
export function CameFrom({ from }: { from: TraceOrigin }) {
  const { toTask, toTurn } = useTaskWays();
  const { task, turn } = from;
  return (
    <p className="card-from kilo-small kilo-muted">
      {turn === null ? "Handed over by " : "Came from "}
      <TaskLink
        title={turn === null ? "Opens the turns of that task" : "Shows the turn that called for this task"}
        onPress={() => (turn === null ? toTask(task) : toTurn(turn))}
      >
        {visibleText(turn ?? task)}
      </TaskLink>
    </p>
  );
}

interface TaskLinkProps {
  title: string;
  onPress: () => void;
  children: ReactNode;
}

/** A press is the link's own: the card it stands on is not opened by it. */
function TaskLink({ title, onPress, children }: TaskLinkProps) {
  return (
    <button
      type="button"
      className="kilo-plain kilo-link task-link"
      title={title}
      onClick={(event: MouseEvent) => {
        event.stopPropagation();
        onPress();
      }}
    >
      {children}
    </button>
  );
}
