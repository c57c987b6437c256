// What of the trace is shown: words, an agent, a role, a task, failures; with how much that is, and a way back to all.
import { useEffect, useMemo, useState } from "react";
import { counted } from "../../../src/protocol/counted";
import { ownNamed } from "../../../src/protocol/ownNamed";
import type { RunView } from "../../../src/protocol/run";
import { isFiltering, noFilter, type TraceFilter } from "../../../src/protocol/traceFilter";
import { usePane } from "../store/paneContext";
import { slowSource } from "../store/slowSource";
import { sameParts, useSelected } from "../store/useSelected";
import { Button } from "../ui/Button";
import { Checkbox } from "../ui/Checkbox";
import { Select, type SelectOption } from "../ui/Select";
import { TextField } from "../ui/TextField";
import { visibleText } from "../ui/visibleText";
import type { TraceList } from "./traceList";

interface FilterBarProps {
  list: TraceList;
  filter: TraceFilter;
  onFilter: (filter: TraceFilter) => void;
  /** The choices are behind a button. */
  small: boolean;
}

/** Milliseconds without a key before the words are looked for. */
const typingPause = 200;
const mostTasks = 200;

const fieldId = "trace-filter";

/** Puts the keyboard into the field for words. */
export function focusFilter(): void {
  document.getElementById(fieldId)?.focus();
}

export function FilterBar({ list, filter, onFilter, small }: FilterBarProps) {
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState(filter.text);
  useEffect(() => setText(filter.text), [filter.text]);
  useEffect(() => {
    if (text === filter.text) return;
    const timer = setTimeout(() => onFilter({ ...filter, text }), typingPause);
    return () => clearTimeout(timer);
  }, [text, filter, onFilter]);
  return (
    <search className="trace-filter">
      <TextField
        id={fieldId}
        label="Filter the trace by text"
        labelHidden
        placeholder="Filter (/)"
        value={text}
        onChange={setText}
        onSubmit={() => onFilter({ ...filter, text })}
      />
      {small ? (
        <Button
          kind="icon"
          icon="filter"
          label="Filter by role, task and failures"
          pressed={opened}
          onPress={() => setOpened(!opened)}
        />
      ) : null}
      {!small || opened || others(filter) ? (
        <Choices list={list} filter={filter} onFilter={onFilter} />
      ) : null}
      <Count list={list} />
      {isFiltering(filter) ? (
        <Button kind="icon" icon="clear-all" label="Clear filter" onPress={() => onFilter(noFilter)} />
      ) : null}
    </search>
  );
}

/** Whether more is looked for than words and the one task that the breadcrumbs name. */
function others(filter: TraceFilter): boolean {
  return isFiltering({ ...filter, text: "", task: null });
}

function Choices({ list, filter, onFilter }: Omit<FilterBarProps, "small">) {
  const roles = useOptions(list.run, "role", "All roles");
  const tasks = useOptions(list.run, "task", "All tasks");
  const agents = useOptions(list.run, "agent", "All agents");
  return (
    <>
      {agents.length > 1 ? (
        <Select
          label="Agent"
          labelHidden
          value={filter.step ?? ""}
          options={agents}
          onChange={(step) => onFilter({ ...filter, step: step === "" ? null : step })}
        />
      ) : null}
      <Select
        label="Role"
        labelHidden
        value={filter.roles[0] ?? ""}
        options={roles}
        onChange={(role) => onFilter({ ...filter, roles: role === "" ? [] : [role] })}
      />
      <Select
        label="Task"
        labelHidden
        value={filter.task ?? ""}
        options={tasks}
        onChange={(task) => onFilter({ ...filter, task: task === "" ? null : task })}
      />
      <Checkbox
        label="Failures"
        checked={filter.failuresOnly}
        onChange={(failuresOnly) => onFilter({ ...filter, failuresOnly })}
      />
    </>
  );
}

function Count({ list }: { list: TraceList }) {
  const words = useSelected(list, () => {
    if (list.finding === "asking") return "searching…";
    if (list.finding === "off") return counted(list.cards, "turn");
    const part = list.finding === "failed" ? ", only what is loaded" : "";
    return `${list.length} of ${list.total}${part}`;
  });
  return (
    <>
      <span className="trace-count kilo-small kilo-muted kilo-figure">{words}</span>
      <Told list={list} />
    </>
  );
}

/** What a filter found, for who listens; a run that goes on changes it seldom enough to be heard out. */
function Told({ list }: { list: TraceList }) {
  const slow = useMemo(() => slowSource(list, 2000), [list]);
  const words = useSelected(slow, () =>
    list.finding === "done" ? `${list.length} of ${list.total} match` : "",
  );
  return (
    <span className="kilo-hidden" role="status">
      {words}
    </span>
  );
}

/** The run's agents, roles or newest tasks, as far as there are any. */
function useOptions(run: string, of: "agent" | "role" | "task", all: string): SelectOption[] {
  const { store } = usePane();
  const slow = useMemo(() => slowSource(store, 1000), [store]);
  return useSelected(
    slow,
    () => {
      const view = store.view(run);
      return [{ value: "", label: all }, ...(view ? optionsOf[of](view) : [])];
    },
    (left, right) => left.length === right.length && left.every((entry, at) => sameParts(entry, right[at])),
  );
}

const optionsOf = {
  /** By step: an agent's tasks, and those below them, are the tasks of its step. */
  agent: ({ session }: RunView) =>
    (session?.order ?? []).flatMap((name) => {
      const step = session ? ownNamed(session.agents, name)?.step : undefined;
      return step === undefined ? [] : [{ value: step, label: visibleText(name) }];
    }),
  role: ({ tasks }: RunView) =>
    [...new Set(Object.values(tasks).map(({ role }) => role))].map((role) => ({ value: role, label: role })),
  task: ({ tasks }: RunView) =>
    Object.values(tasks)
      .slice(-mostTasks)
      .map(({ task, title }) => ({ value: task, label: visibleText(`${task} ${title}`.slice(0, 60)) })),
};
