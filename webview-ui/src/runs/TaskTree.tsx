// The run's tasks as a tree one can walk with the arrow keys; click or Enter opens the trace at a task.
import { type KeyboardEvent, useRef, useState } from "react";
import { paneHost } from "../host/paneHost";
import { TaskRow } from "./TaskRow";
import { type TreeNode, visibleRows } from "./treeNodes";

interface TaskTreeProps {
  run: string;
  roots: readonly TreeNode[];
}

type Row = ReturnType<typeof visibleRows>[number];

export function TaskTree({ run, roots }: TaskTreeProps) {
  const tree = useRef<HTMLDivElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string | null>(null);
  const rows = visibleRows(roots, closed);
  if (rows.length === 0) return null;
  const current = rows.some(({ node }) => node.id === focused) ? focused : (rows[0]?.node.id ?? null);
  const fold = (id: string, close: boolean) => {
    const next = new Set(closed);
    if (close) next.add(id);
    else next.delete(id);
    setClosed(next);
  };
  const go = (id: string | null | undefined) => {
    if (!id) return;
    setFocused(id);
    tree.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus();
  };
  const open = ({ task }: TreeNode) => void paneHost().do({ type: "trace.open", run, turn: null, task });
  return (
    <div
      className="kilo-tree"
      role="tree"
      aria-label="Tasks"
      ref={tree}
      onKeyDown={(event) => {
        const at = rows.findIndex(({ node }) => node.id === current);
        if (onTreeKey(event, rows, at, closed, { go, fold, open })) event.preventDefault();
      }}
    >
      {rows.map((row) => (
        <TaskRow
          key={row.node.id}
          node={row.node}
          depth={row.depth}
          closed={closed.has(row.node.id)}
          current={row.node.id === current}
          onFocus={() => setFocused(row.node.id)}
          onFold={() => fold(row.node.id, !closed.has(row.node.id))}
          onOpen={() => open(row.node)}
        />
      ))}
    </div>
  );
}

interface TreeMoves {
  go: (id: string | null | undefined) => void;
  fold: (id: string, close: boolean) => void;
  open: (node: TreeNode) => void;
}

/** The keys of a tree as ARIA describes them. @returns whether the key was one. */
function onTreeKey(
  event: KeyboardEvent,
  rows: readonly Row[],
  at: number,
  closed: ReadonlySet<string>,
  { go, fold, open }: TreeMoves,
): boolean {
  const row = rows[at];
  if (!row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const { node, parent } = row;
  const isOpen = node.children.length > 0 && !closed.has(node.id);
  const keys: Record<string, () => void> = {
    ArrowDown: () => go(rows[at + 1]?.node.id),
    ArrowUp: () => go(rows[at - 1]?.node.id),
    Home: () => go(rows[0]?.node.id),
    End: () => go(rows.at(-1)?.node.id),
    ArrowRight: () => (isOpen ? go(node.children[0]?.id) : fold(node.id, false)),
    ArrowLeft: () => (isOpen ? fold(node.id, true) : go(parent)),
    Enter: () => open(node),
    " ": () => open(node),
  };
  const act = keys[event.key];
  act?.();
  return act !== undefined;
}
