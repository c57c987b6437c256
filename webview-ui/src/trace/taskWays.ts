// The ways through the tree of tasks, for whatever on the pane names one: a crumb, a call that made a subtask, a card
// that says where it came from.
import { createContext, useContext } from "react";

export interface TaskWays {
  /** Shows the turns of one task; null for those of all. */
  toTask: (task: string | null) => void;
  /** Shows a turn's card among all others, and stands on it. */
  toTurn: (turn: string) => void;
}

const nowhere: TaskWays = { toTask: () => {}, toTurn: () => {} };

export const TaskWaysContext = createContext<TaskWays>(nowhere);

export function useTaskWays(): TaskWays {
  return useContext(TaskWaysContext);
}
