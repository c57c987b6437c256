// Where a task stands among the others: the path to it, its neighbours and its first subtask. Pure.
import type { RunView } from "../../../src/protocol/run";
import type { TaskView } from "../../../src/protocol/task";
import {
  childrenOf,
  flatTree,
  isOpen,
  pathOf,
  siblingsOf,
  tasksOf,
  taskTree,
} from "../../../src/protocol/taskTree";
import { endWord, openWord } from "../runs/taskWords";

export interface Crumb {
  task: string;
  role: string;
  title: string;
}

export interface Crumbs {
  /** From the root to the task; empty where no task is meant. */
  path: Crumb[];
  /** How the task stands; empty where none is meant. */
  word: string;
  isOpen: boolean;
  /** Its share of the money; null where it draws from its parent's. */
  purse: { spent: number; cap: number } | null;
  before: string | null;
  after: string | null;
  /** From 1, of all siblings. */
  place: number;
  siblings: number;
  /** Of the task, or of the whole run: where one goes down to. */
  child: string | null;
  children: number;
  /** The task that works now, where no task is meant. */
  active: Crumb | null;
  /** How many work beside it. */
  alsoActive: number;
}

/** Moves one key makes; each names the task it goes to. */
export type TaskMove = "parent" | "child" | "before" | "after";

export function crumbsOf(view: RunView, task: string | null): Crumbs {
  const path = task === null ? [] : pathOf(view, task);
  const own = path.at(-1);
  if (!own) return rootCrumbs(view);
  const siblings = siblingsOf(view, own.task);
  const at = siblings.findIndex((one) => one.task === own.task);
  const children = childrenOf(view, own.task);
  const open = isOpen(own) && view.status !== "ended";
  const node = open ? flatTree(taskTree(view)).find((one) => one.task.task === own.task) : undefined;
  return {
    path: path.map(crumbOf),
    word: node ? openWord(node) : isOpen(own) ? "broken off" : endWord(own),
    isOpen: open,
    purse: purseOf(view, own.task),
    before: siblings[at - 1]?.task ?? null,
    after: siblings[at + 1]?.task ?? null,
    place: at + 1,
    siblings: siblings.length,
    child: children[0]?.task ?? null,
    children: children.length,
    active: null,
    alsoActive: 0,
  };
}

function rootCrumbs(view: RunView): Crumbs {
  const roots = tasksOf(view).filter(({ parent }) => parent === null || !view.tasks[parent]);
  const atWork = view.status === "ended" ? [] : flatTree(taskTree(view)).filter((node) => node.active);
  const active = atWork.at(-1)?.task;
  return {
    path: [],
    word: "",
    isOpen: false,
    purse: null,
    before: null,
    after: null,
    place: 0,
    siblings: 0,
    child: roots[0]?.task ?? null,
    children: roots.length,
    active: active ? crumbOf(active) : null,
    alsoActive: Math.max(0, atWork.length - 1),
  };
}

/** A purse of its own bears the task's name. */
function purseOf(view: RunView, task: string): Crumbs["purse"] {
  const purse = view.tasks[task]?.purse === task ? view.purses[task] : undefined;
  return purse ? { spent: purse.spent, cap: purse.cap } : null;
}

/** @returns the task a move leads to, null for all tasks; undefined where it leads nowhere. */
export function moved(crumbs: Crumbs, move: TaskMove): string | null | undefined {
  if (move === "parent") return crumbs.path.length === 0 ? undefined : (crumbs.path.at(-2)?.task ?? null);
  return crumbs[move] ?? undefined;
}

function crumbOf({ task, role, title }: TaskView): Crumb {
  return { task, role, title };
}
