// The agents as rows. One tab stop: arrow keys go from row to row, the tab key to the buttons of the row one stands on.
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import type { SessionPicture } from "../../../src/protocol/agentsWire";
import { AgentRow } from "./AgentRow";

/** A wish to stand on an agent's row; `count` tells one wish from the next. */
export interface Focus {
  agent: string;
  count: number;
}

/** How a row is laid out: in one line, with its figures below its name, or line by line. */
export type Room = "wide" | "middle" | "small";

/** @param width of the list, pixels. */
export function roomIn(width: number): Room {
  if (width < 500) return "small";
  return width < 790 ? "middle" : "wide";
}

interface AgentListProps {
  picture: SessionPicture;
  /** Names of agents whose details are shown. */
  open: string[];
  onOpen: (open: string[]) => void;
  focus: Focus | null;
  /** The wish was followed; a list that is made anew does not follow it once more. */
  onFocused: () => void;
  room: Room;
}

export function AgentList({ picture, open, onOpen, focus, onFocused, room }: AgentListProps) {
  const { agents } = picture;
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const standing = agents.some(({ name }) => name === current) ? current : (agents[0]?.name ?? null);
  const stand = useCallback((name: string) => {
    setCurrent(name);
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>(".agents-name") ?? [])];
    buttons.find((button) => button.dataset.agent === name)?.focus();
  }, []);
  useEffect(() => {
    if (!focus) return;
    stand(focus.agent);
    onFocused();
  }, [focus, stand, onFocused]);
  if (agents.length === 0)
    return <p className="agents-none">The orchestrator splits the task; its agents will stand here.</p>;
  const walk = (event: KeyboardEvent) => {
    const to = event.defaultPrevented || isTyping(event.target) ? undefined : target(event.key);
    const name = to === undefined ? undefined : agents[to]?.name;
    if (name === undefined) return;
    event.preventDefault();
    stand(name);
  };
  const target = (key: string): number | undefined => {
    const at = agents.findIndex(({ name }) => name === standing);
    return { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: agents.length - 1 }[key];
  };
  const toggle = (name: string) =>
    onOpen(open.includes(name) ? open.filter((one) => one !== name) : [...open, name]);
  return (
    <ul ref={list} className={`agents-list agents-${room}`} onKeyDown={walk}>
      {agents.map((agent) => (
        <AgentRow
          key={agent.name}
          agent={agent}
          picture={picture}
          isOpen={open.includes(agent.name)}
          isCurrent={agent.name === standing}
          small={room === "small"}
          onToggle={() => toggle(agent.name)}
          onStand={() => setCurrent(agent.name)}
        />
      ))}
    </ul>
  );
}

function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && target.closest("textarea, input, vscode-dropdown, [role=menu]") !== null
  );
}
