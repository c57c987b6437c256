// Which rows of the tree are drawn: what a person closed is left out, and of a large tree what is over is folded away
// until it is asked for. Pure.
import type { TreeNode } from "./treeNodes";

export interface TreeRow {
  node: TreeNode;
  /** From 1. */
  depth: number;
  parent: string | null;
  closed: boolean;
}

/** Rows beyond which ended branches begin closed and ended siblings are gathered. */
const manyRows = 40;
/** Siblings that are over and stay in view, the newest. */
const keptSiblings = 5;

/**
 * @param folds what a person opened (false) or closed (true); of everything else the tree's size decides.
 */
export function treeRows(roots: readonly TreeNode[], folds: ReadonlyMap<string, boolean>): TreeRow[] {
  const isLarge = countRows(roots) > manyRows;
  const rows: TreeRow[] = [];
  const add = (nodes: readonly TreeNode[], depth: number, parent: string | null) => {
    for (const node of isLarge ? gathered(nodes, parent) : nodes) {
      const byItself = isLarge && node.children.length > 0 && isOver(node);
      const closed = folds.get(node.id) ?? byItself;
      rows.push({ node, depth, parent, closed });
      if (!closed) add(node.children, depth + 1, node.id);
    }
  };
  add(roots, 1, null);
  return rows;
}

function countRows(nodes: readonly TreeNode[]): number {
  return nodes.reduce((sum, node) => sum + 1 + countRows(node.children), 0);
}

/** A row for siblings that are over, where there are many. */
export function isGathered({ id }: Pick<TreeNode, "id">): boolean {
  return id.endsWith(gatheredEnd);
}

const gatheredEnd = "…over";

function gathered(nodes: readonly TreeNode[], parent: string | null): readonly TreeNode[] {
  if (parent?.endsWith(gatheredEnd)) return nodes;
  const over = nodes.filter(isOver);
  if (over.length < keptSiblings * 2) return nodes;
  const folded = over.slice(0, -keptSiblings);
  const away = new Set(folded);
  const failed = folded.filter(({ status }) => status === "failed").length;
  const [first] = folded;
  if (!first) return nodes;
  const group: TreeNode = {
    ...first,
    id: `${parent ?? ""}${gatheredEnd}`,
    task: null,
    title: `${folded.length} that are over`,
    status: failed > 0 ? "failed" : "done",
    word: failed > 0 ? `${failed} failed` : "done",
    micros: 0,
    totalMicros: folded.reduce((sum, { totalMicros }) => sum + totalMicros, 0),
    purse: null,
    children: folded,
  };
  return [group, ...nodes.filter((node) => !away.has(node))];
}

/** Nothing of the branch works, waits or is still to come. */
function isOver(node: TreeNode): boolean {
  const over = ["done", "failed", "cancelled", "dropped"].includes(node.status);
  return over && node.children.every(isOver);
}
