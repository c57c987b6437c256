// The run's tasks as a tree one can walk with the arrow keys; click or Enter opens the trace at a task. What is over of a
// large tree begins folded.
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { paneHost } from "../host/paneHost";
import { type RowMoves, TaskRow } from "./TaskRow";
import type { TreeNode } from "./treeNodes";
import { isGathered, type TreeRow, treeRows } from "./treeRows";

interface TaskTreeProps {
  run: string;
  roots: readonly TreeNode[];
}

export function TaskTree({ run, roots }: TaskTreeProps) {
  const tree = useRef<HTMLDivElement>(null);
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [focused, setFocused] = useState<string | null>(null);
  const moves = useMemo<RowMoves>(
    () => ({
      focus: setFocused,
      fold: (id, close) => setFolds((known) => new Map(known).set(id, close)),
      open: ({ task }) => void paneHost().do({ type: "trace.open", run, turn: null, task }),
    }),
    [run],
  );
  const rows = treeRows(roots, folds);
  if (rows.length === 0) return null;
  const current = rows.some(({ node }) => node.id === focused) ? focused : (rows[0]?.node.id ?? null);
  const go = (id: string | null | undefined) => {
    if (!id) return;
    setFocused(id);
    tree.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus();
  };
  return (
    <div
      className="kilo-tree"
      role="tree"
      aria-label="Tasks"
      ref={tree}
      onKeyDown={(event) => {
        const at = rows.findIndex(({ node }) => node.id === current);
        if (onTreeKey(event, rows, at, { ...moves, go })) event.preventDefault();
      }}
    >
      {rows.map(({ node, depth, closed }) => (
        <TaskRow
          key={node.id}
          node={node}
          depth={depth}
          closed={closed}
          current={node.id === current}
          moves={moves}
        />
      ))}
    </div>
  );
}

interface TreeMoves extends RowMoves {
  go: (id: string | null | undefined) => void;
}

/** The keys of a tree as ARIA describes them. @returns whether the key was one. */
function onTreeKey(
  event: KeyboardEvent,
  rows: readonly TreeRow[],
  at: number,
  { go, fold, open }: TreeMoves,
): boolean {
  const row = rows[at];
  if (!row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const { node, parent, closed } = row;
  const hasChildren = node.children.length > 0;
  const isOpen = hasChildren && !closed;
  const enter = () => (isGathered(node) ? fold(node.id, !closed) : open(node));
  const keys: Record<string, () => void> = {
    ArrowDown: () => go(rows[at + 1]?.node.id),
    ArrowUp: () => go(rows[at - 1]?.node.id),
    Home: () => go(rows[0]?.node.id),
    End: () => go(rows.at(-1)?.node.id),
    ArrowRight: () => (isOpen ? go(rows[at + 1]?.node.id) : hasChildren && fold(node.id, false)),
    ArrowLeft: () => (isOpen ? fold(node.id, true) : go(parent)),
    Enter: enter,
    " ": enter,
  };
  const act = keys[event.key];
  act?.();
  return act !== undefined;
}
