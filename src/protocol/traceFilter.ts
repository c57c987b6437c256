// Which items of a trace a person wants to see. The host asks it of all items, the pane of those that follow.
import type { TraceItem } from "./traceItem";

export interface TraceFilter {
  /** Words that must stand in the item, case ignored; empty for any. */
  text: string;
  /** Role names; empty for all. */
  roles: string[];
  /** A task's id; null for all. */
  task: string | null;
  /** A step's id: in a session all of one agent's tasks, those below them and what is noted of it; null for all. */
  step: string | null;
  failuresOnly: boolean;
}

export const noFilter: TraceFilter = { text: "", roles: [], task: null, step: null, failuresOnly: false };

export function isFiltering(filter: TraceFilter): boolean {
  return (
    filter.text.trim() !== "" ||
    filter.roles.length > 0 ||
    filter.task !== null ||
    filter.step !== null ||
    filter.failuresOnly
  );
}

export function matchesFilter(item: TraceItem, filter: TraceFilter): boolean {
  if (filter.failuresOnly && !isFailure(item)) return false;
  if (filter.task !== null && item.task !== filter.task) return false;
  if (filter.step !== null && item.step !== filter.step) return false;
  if (filter.roles.length > 0 && (item.kind !== "card" || !filter.roles.includes(item.role))) return false;
  const words = filter.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = searchText(item).toLowerCase();
  return words.every((word) => text.includes(word));
}

function isFailure(item: TraceItem): boolean {
  if (item.state === "failed") return true;
  return item.kind === "card"
    ? item.failure !== null || item.calls.some(({ state }) => state === "failed")
    : item.lines.some(({ state }) => state === "failed");
}

function searchText(item: TraceItem): string {
  if (item.kind === "mark") return [item.text, ...item.lines.map(({ text }) => text)].join("\n");
  const calls = item.calls.map(({ name, target, note }) => `${name} ${target} ${note}`);
  const { turn, title, role, model, answeredBy, text, failure } = item;
  return [
    turn,
    `#${item.number}`,
    title,
    role,
    answeredBy ?? model,
    text,
    failure?.message ?? "",
    ...calls,
  ].join("\n");
}
