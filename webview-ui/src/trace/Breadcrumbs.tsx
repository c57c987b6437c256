// The path to the task one looks at, with the ways to its neighbours and its first subtask: by mouse here, by one key
// each from anywhere in the pane. Nothing is shown of a run with one task.
import { useMemo } from "react";
import { usePane } from "../store/paneContext";
import { slowSource } from "../store/slowSource";
import { useSelected } from "../store/useSelected";
import { Button } from "../ui/Button";
import { Money } from "../ui/Money";
import { visibleText } from "../ui/visibleText";
import { type Crumb, type Crumbs, crumbsOf, moved, type TaskMove } from "./crumbs";
import { useTaskWays } from "./taskWays";

interface BreadcrumbsProps {
  run: string;
  /** The task one looks at; null for none. */
  task: string | null;
}

/** Milliseconds between two looks at the whole tree. */
const everyMs = 300;
const keys = "P parent · ← → siblings · C first subtask";

export function Breadcrumbs({ run, task }: BreadcrumbsProps) {
  const { toTask } = useTaskWays();
  const crumbs = useCrumbs(run, task);
  if (!crumbs) return null;
  const { path, active, alsoActive, word, purse } = crumbs;
  return (
    <nav className="crumbs" aria-label="Tasks" title={keys}>
      <ol className="crumbs-path">
        <li>
          <CrumbButton label="All tasks" current={path.length === 0} onPress={() => toTask(null)} />
        </li>
        {path.map((crumb, at) => (
          <li key={crumb.task}>
            <CrumbButton
              label={labelOf(crumb, at === path.length - 1)}
              title={crumb.title}
              current={at === path.length - 1}
              onPress={() => toTask(crumb.task)}
            />
          </li>
        ))}
      </ol>
      {word === "" ? null : <span className="crumbs-word kilo-small kilo-muted">{word}</span>}
      {purse ? (
        <span
          className="crumbs-word crumbs-share kilo-small kilo-muted"
          title="spent of its share, with its subtasks"
        >
          <Money micros={purse.spent} /> of <Money micros={purse.cap} />
        </span>
      ) : null}
      {active ? (
        <span className="crumbs-word kilo-small kilo-muted">
          works now:{" "}
          <CrumbButton
            label={labelOf(active, false)}
            title={active.title}
            onPress={() => toTask(active.task)}
          />
          {alsoActive > 0 ? ` and ${alsoActive} more` : null}
        </span>
      ) : null}
      <Neighbours crumbs={crumbs} />
    </nav>
  );
}

/** Null for a run that has no more than one task. */
function useCrumbs(run: string, task: string | null): Crumbs | null {
  const { store } = usePane();
  const slow = useMemo(() => slowSource(store, everyMs), [store]);
  return useSelected(
    slow,
    () => {
      const view = store.view(run);
      return view && view.taskOrder.length > 1 ? crumbsOf(view, task) : null;
    },
    (left, right) => JSON.stringify(left) === JSON.stringify(right),
  );
}

function labelOf({ task, role, title }: Crumb, whole: boolean): string {
  return visibleText(whole ? `${task} ${role}: ${title.split("\n", 1)[0] ?? ""}` : `${task} ${role}`);
}

interface CrumbButtonProps {
  label: string;
  title?: string;
  current?: boolean;
  onPress: () => void;
}

function CrumbButton({ label, title, current = false, onPress }: CrumbButtonProps) {
  return (
    <button
      type="button"
      className="kilo-plain kilo-link crumb"
      {...(title === undefined ? {} : { title: `${visibleText(title)}\n${keys}` })}
      {...(current ? { "aria-current": "page" as const } : {})}
      onClick={onPress}
    >
      {label}
    </button>
  );
}

const buttons: { move: TaskMove; icon: string; label: string; key: string }[] = [
  { move: "parent", icon: "arrow-up", label: "Parent task", key: "P" },
  { move: "before", icon: "arrow-left", label: "Sibling before", key: "←" },
  { move: "after", icon: "arrow-right", label: "Sibling after", key: "→" },
  { move: "child", icon: "arrow-down", label: "First subtask", key: "C" },
];

function Neighbours({ crumbs }: { crumbs: Crumbs }) {
  const { toTask } = useTaskWays();
  const { place, siblings, children } = crumbs;
  return (
    <span className="crumbs-ways">
      <span className="kilo-small kilo-muted kilo-figure">
        {[siblings > 1 ? `${place} of ${siblings}` : "", children > 0 ? `${children} below` : ""]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {buttons.map(({ move, icon, label, key }) => {
        const to = moved(crumbs, move);
        const where = to === undefined ? "there is none" : to === null ? "all tasks" : visibleText(to);
        return (
          <Button
            key={move}
            kind="icon"
            icon={icon}
            label={label}
            title={`${label} (${key}): ${where}`}
            disabled={to === undefined}
            onPress={() => {
              if (to !== undefined) toTask(to);
            }}
          />
        );
      })}
    </span>
  );
}
