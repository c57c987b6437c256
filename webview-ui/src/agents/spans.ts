// The times of agents as they are drawn: how long each waited and worked, and which belong to one wave. Pure.
import type { AgentPicture } from "../../../src/protocol/agentsWire";

export interface Span {
  name: string;
  /** When it began to work; null where it has not. */
  from: number | null;
  /** When it ended, or the end of what is drawn while it works; null where it has not begun. */
  to: number | null;
  /** How far its waiting is drawn where it has not begun. */
  until: number;
}

/** @param end now, or the end of the session. */
export function spanOf(agent: AgentPicture, start: number, end: number): Span {
  const { name, startedAt, endedAt, state } = agent;
  const from = startedAt === null ? null : Math.max(start, startedAt);
  const to = from === null ? null : Math.max(from, endedAt ?? end);
  // What will never begin does not wait.
  const until = ["failed", "aside", "dropped"].includes(state) ? (endedAt ?? start) : end;
  return { name, from, to, until };
}

export function wavesIn(agents: readonly AgentPicture[]): { wave: number; members: AgentPicture[] }[] {
  const waves = new Map<number, AgentPicture[]>();
  for (const agent of agents) waves.set(agent.wave, [...(waves.get(agent.wave) ?? []), agent]);
  return [...waves].sort(([left], [right]) => left - right).map(([wave, members]) => ({ wave, members }));
}
