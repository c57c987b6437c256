// One row of the task tree: lane, title, who does it on which model, cost and state. Colour tells the lane only; the
// state is a sign and a word.
import { type CSSProperties, memo } from "react";
import { modelName } from "../../../src/protocol/modelWords";
import type { RowState } from "../../../src/protocol/trace";
import { ShownWords } from "../approvals/ShownText";
import { sameParts } from "../store/useSelected";
import { Icon } from "../ui/Icon";
import { Money } from "../ui/Money";
import { StateSign } from "../ui/StateSign";
import { promptHead } from "./runWords";
import type { RowStatus, TreeNode } from "./treeNodes";
import { isGathered } from "./treeRows";

interface TaskRowProps {
  node: TreeNode;
  depth: number;
  closed: boolean;
  /** In the tab order. */
  current: boolean;
  moves: RowMoves;
}

/** What a row asks of its tree; the same object for all rows of a tree. */
export interface RowMoves {
  focus: (id: string) => void;
  fold: (id: string, close: boolean) => void;
  open: (node: TreeNode) => void;
}

const signs: Record<RowStatus, RowState> = {
  waiting: "info",
  asking: "waiting",
  running: "running",
  paused: "waiting",
  done: "ok",
  failed: "failed",
  cancelled: "info",
  dropped: "info",
};

export const TaskRow = memo(
  function TaskRow(props: TaskRowProps) {
    const { node, depth, closed, current, moves } = props;
    const folds = node.children.length > 0;
    const active = node.status === "running";
    const group = isGathered(node);
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys of its rows.
      <div
        className={`kilo-row kilo-row-${node.status}${active ? " kilo-row-active" : ""}`}
        style={{ "--kilo-depth": depth - 1 } as CSSProperties}
        role="treeitem"
        aria-level={depth}
        aria-selected={current}
        {...(folds ? { "aria-expanded": !closed } : {})}
        data-node={node.id}
        tabIndex={current ? 0 : -1}
        onFocus={() => moves.focus(node.id)}
        onClick={() => (group ? moves.fold(node.id, !closed) : moves.open(node))}
        title={group ? "Show or fold" : "Open in trace (Enter)"}
      >
        <Twist {...props} folds={folds} />
        <span className={`kilo-dot kilo-lane-${node.lane}${active ? " kilo-pulse" : ""}`} />
        <span className="kilo-row-words">
          <RowLines node={node} closed={closed && folds} />
        </span>
      </div>
    );
  },
  (before, after) =>
    before.depth === after.depth &&
    before.closed === after.closed &&
    before.current === after.current &&
    before.moves === after.moves &&
    drawsSame(before.node, after.node),
);

/** A tree is made anew with each fact; most of its rows are as they were. */
function drawsSame(left: TreeNode, right: TreeNode): boolean {
  const [{ children: before, purse, ...one }, { children: after, purse: share, ...other }] = [left, right];
  if (before.length > 0 !== after.length > 0) return false;
  return sameParts(one, other) && sameParts(purse, share);
}

function whoOf({ role, model }: TreeNode): string {
  return model === null ? role : `${role} · ${modelName(model)}`;
}

/** Title and cost, then who does it and how it stands. Where a sign says enough, the longer one of the two goes below. */
function RowLines({ node, closed }: { node: TreeNode; closed: boolean }) {
  const state = signs[node.status];
  const sign = <StateSign state={state} word={node.word} shown={state !== "ok"} />;
  const micros = closed ? node.totalMicros : node.micros;
  const money = micros > 0 || node.purse ? <RowMoney purse={node.purse} micros={micros} /> : null;
  const below = money === null ? null : state !== "ok" ? sign : node.purse ? money : null;
  return (
    <>
      <span className="kilo-row-line">
        <span className="kilo-row-title kilo-one-line">
          <ShownWords text={promptHead(node.title)} />
        </span>
        <span className="kilo-row-end">
          {below === money ? null : money}
          {below === sign ? null : sign}
        </span>
      </span>
      {node.task === null && below === null ? null : (
        <span className="kilo-row-line">
          <span className="kilo-row-who kilo-one-line kilo-muted">
            {node.task === null ? null : <ShownWords text={whoOf(node)} />}
          </span>
          {below === null ? null : <span className="kilo-row-end">{below}</span>}
        </span>
      )}
    </>
  );
}

/** `$0.09`, or of a task with a share of its own, `$0.09 of $0.40`. */
function RowMoney({ purse, micros }: Pick<TreeNode, "purse" | "micros">) {
  if (purse === null) return micros > 0 ? <Money micros={micros} /> : null;
  return (
    <span className="kilo-figure" title="spent of the share this task and those below it have">
      <Money micros={purse.spent} /> of <Money micros={purse.cap} />
    </span>
  );
}

/** The arrow is for the mouse; the keyboard folds with the arrow keys. */
function Twist({ node, folds, closed, moves }: TaskRowProps & { folds: boolean }) {
  if (!folds) return <span className="kilo-twist" />;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree folds with the arrow keys.
    // biome-ignore lint/a11y/noStaticElementInteractions: a part of its row.
    <span
      className="kilo-twist"
      onClick={(event) => {
        event.stopPropagation();
        moves.fold(node.id, !closed);
      }}
    >
      <Icon name={closed ? "chevron-right" : "chevron-down"} />
    </span>
  );
}
