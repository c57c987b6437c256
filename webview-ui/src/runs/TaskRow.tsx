// One row of the task tree: lane, title, who does it on which model, cost and state. Colour tells the lane only; the
// state is a sign and a word.
import { type CSSProperties, memo } from "react";
import type { RowState } from "../../../src/protocol/trace";
import { ShownWords } from "../approvals/ShownText";
import { Icon } from "../ui/Icon";
import { Money } from "../ui/Money";
import { StateSign } from "../ui/StateSign";
import { promptHead } from "./runWords";
import type { RowStatus, TreeNode } from "./treeNodes";

interface TaskRowProps {
  node: TreeNode;
  depth: number;
  closed: boolean;
  /** In the tab order. */
  current: boolean;
  onFocus: () => void;
  onFold: () => void;
  onOpen: () => void;
}

const signs: Record<RowStatus, { state: RowState; word: string }> = {
  waiting: { state: "info", word: "waiting" },
  asking: { state: "waiting", word: "waits for you" },
  running: { state: "running", word: "running" },
  paused: { state: "waiting", word: "paused" },
  done: { state: "ok", word: "done" },
  failed: { state: "failed", word: "failed" },
  cancelled: { state: "info", word: "stopped" },
  dropped: { state: "info", word: "dropped" },
};

export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const { node, depth, closed, current, onFocus, onOpen } = props;
  const { state, word } = signs[node.status];
  const folds = node.children.length > 0;
  const active = node.status === "running";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys of its rows.
    <div
      className={`kilo-row kilo-row-${node.status}`}
      style={{ "--kilo-depth": depth - 1 } as CSSProperties}
      role="treeitem"
      aria-level={depth}
      aria-selected={current}
      {...(folds ? { "aria-expanded": !closed } : {})}
      data-node={node.id}
      tabIndex={current ? 0 : -1}
      onFocus={onFocus}
      onClick={onOpen}
      title="Open in trace"
    >
      <Twist {...props} folds={folds} />
      <span className={`kilo-dot kilo-lane-${node.lane}${active ? " kilo-pulse" : ""}`} />
      <span className="kilo-row-words">
        <span className="kilo-row-title kilo-one-line">
          <ShownWords text={promptHead(node.title)} />
        </span>
        {node.task === null ? null : (
          <span className="kilo-row-who kilo-one-line kilo-muted">
            {node.role}
            {node.model === null ? "" : ` · ${shortModel(node.model)}`}
          </span>
        )}
      </span>
      <RowEnd node={node} state={state} word={word} />
    </div>
  );
});

/** The cost, and the state: beside it where the sign says enough, else on the line below. */
function RowEnd({ node, state, word }: { node: TreeNode; state: RowState; word: string }) {
  const sign = <StateSign state={state} word={word} shown={state !== "ok"} />;
  const stacked = node.micros > 0 && state !== "ok";
  return (
    <span className={`kilo-row-end${stacked ? " kilo-row-stacked" : ""}`}>
      {node.micros > 0 ? <Money micros={node.micros} /> : null}
      {sign}
    </span>
  );
}

/** The arrow is for the mouse; the keyboard folds with the arrow keys. */
function Twist({ folds, closed, onFold }: TaskRowProps & { folds: boolean }) {
  if (!folds) return <span className="kilo-twist" />;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree folds with the arrow keys.
    // biome-ignore lint/a11y/noStaticElementInteractions: a part of its row.
    <span
      className="kilo-twist"
      onClick={(event) => {
        event.stopPropagation();
        onFold();
      }}
    >
      <Icon name={closed ? "chevron-right" : "chevron-down"} />
    </span>
  );
}

/** `anthropic/claude-sonnet-4-6` without its provider. */
function shortModel(model: string): string {
  return model.slice(model.indexOf("/") + 1);
}
