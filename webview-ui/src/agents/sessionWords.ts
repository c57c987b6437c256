// A session in words: how it stands, who drives it, what its agents do. Pure.
import { type AgentState, agentStates } from "../../../src/protocol/agents";
import type { SessionPicture } from "../../../src/protocol/agentsWire";
import { type StateWords, stateWords } from "./agentWords";

const atWork = new Set<AgentState>(["starting", "working"]);

export function sessionState(picture: SessionPicture): StateWords {
  const { status, stopping, driver, outcome, verified, undone, pause } = picture;
  if (undone) return { icon: "discard", word: "undone", tone: "info" };
  if (status === "ended") {
    if (outcome === "done") return { icon: "check", word: verified ? "done, verified" : "done", tone: "ok" };
    if (outcome === "cancelled") return { icon: "circle-slash", word: "stopped", tone: "info" };
    return {
      icon: "close",
      word: outcome === "conflicts" ? "ended with conflicts" : "failed",
      tone: "failed",
    };
  }
  if (stopping) return { icon: "debug-stop", word: "stopping", tone: "waiting" };
  if (pause !== null) return { icon: "debug-pause", word: "paused", tone: "waiting" };
  if (driver === "nobody") return { icon: "debug-disconnect", word: "interrupted", tone: "waiting" };
  if (picture.waiting.length > 0 && !picture.agents.some(({ state }) => atWork.has(state)))
    return { icon: "bell", word: "waits for you", tone: "waiting" };
  return { icon: "sync", word: "running", tone: "running", turns: true };
}

export function driverWords({ driver, status }: SessionPicture): string {
  if (status === "ended") return "";
  return {
    here: "driven by this window",
    elsewhere: "driven by a process of its own",
    nobody: "no process drives it; Resume goes on where it stopped",
  }[driver];
}

/** A state's word reads as said of one agent; these are said of a number of them. */
const ofNumber: Partial<Record<AgentState, (number: number) => string>> = {
  asking: (number) => (number === 1 ? "asks you" : "ask you"),
  conflict: () => "in conflict",
};

/** `2 working, 1 asks you, 3 waiting`, in the order of an agent's life. */
export function stateCounts({ agents }: SessionPicture): string {
  return agentStates
    .map((state) => ({ state, number: agents.filter((agent) => agent.state === state).length }))
    .filter(({ number }) => number > 0)
    .map(({ state, number }) => `${number} ${ofNumber[state]?.(number) ?? stateWords[state].word}`)
    .join(", ");
}
