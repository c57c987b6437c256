// One session: its head, what waits for the person, its merge, and its agents as rows, graph and times. Beside one
// another where there is room, else behind tabs.
import { useCallback, useEffect, useState } from "react";
import type { SessionChoice, SessionPicture } from "../../../src/protocol/agentsWire";
import { useSelected } from "../store/useSelected";
import { useWidth } from "../trace/useWidth";
import { Tabs } from "../ui/Tabs";
import { AgentList, type Focus, roomIn } from "./AgentList";
import { useAgents } from "./agentsContext";
import { Graph } from "./Graph";
import { MergeBar } from "./MergeBar";
import { Messages } from "./Messages";
import { type TabName, tabNames } from "./paneState";
import { SessionHeader } from "./SessionHeader";
import { Timeline } from "./Timeline";
import { usePaneState } from "./usePaneState";

interface SessionPaneProps {
  picture: SessionPicture;
  sessions: SessionChoice[];
}

/** Pixels of the pane; below, one part is shown at a time. */
const besideWidth = 1080;
/** Of that width; agents.css gives it. */
const listShare = 0.58;

const tabWords: Record<TabName, string> = {
  agents: "Agents",
  graph: "Graph",
  timeline: "Timeline",
  messages: "Messages",
};

export function SessionPane({ picture, sessions }: SessionPaneProps) {
  const { state, change } = usePaneState();
  const [pane, setPane] = useState<HTMLElement | null>(null);
  const width = useWidth(pane) ?? 800;
  const isWide = width >= besideWidth;
  const [focus, setFocus] = useState<Focus | null>(null);
  const followed = useCallback(() => setFocus(null), []);
  const toAgent = useCallback(
    (agent: string) => {
      change({ tab: "agents" });
      setFocus((before) => ({ agent, count: (before?.count ?? 0) + 1 }));
    },
    [change],
  );
  useShown(toAgent);
  const chosen = isWide && state.side === "agents" ? "graph" : isWide ? state.side : state.tab;
  const tabs = tabNames
    .filter((name) => !isWide || name !== "agents")
    .map((name) => ({ name, label: tabLabel(name, picture) }));
  const list = (
    <AgentList
      picture={picture}
      open={state.open}
      onOpen={(open) => change({ open })}
      focus={focus}
      onFocused={followed}
      room={roomIn(isWide ? width * listShare : width)}
    />
  );
  const part = {
    agents: list,
    graph: <Graph picture={picture} onChoose={toAgent} />,
    timeline: <Timeline picture={picture} onChoose={toAgent} small={width < 420} />,
    messages: <Messages messages={picture.messages} />,
  }[chosen];
  return (
    <main ref={setPane} className={`agents${isWide ? " agents-wide" : ""}`}>
      <SessionHeader picture={picture} sessions={sessions} small={width < 620} />
      <MergeBar picture={picture} />
      <div className="agents-body">
        {isWide ? <section aria-label="Agents">{list}</section> : null}
        <section className="agents-side" aria-label="Picture of the session">
          <Tabs
            label="Parts of the session"
            tabs={tabs}
            chosen={chosen}
            onChoose={(name) => change(isWide ? { side: name } : { tab: name })}
          >
            {part}
          </Tabs>
        </section>
      </div>
      <Told picture={picture} />
    </main>
  );
}

function tabLabel(name: TabName, { messages, agents }: SessionPicture): string {
  if (name === "messages" && messages.length > 0) return `Messages (${messages.length})`;
  return name === "agents" && agents.length > 0 ? `Agents (${agents.length})` : tabWords[name];
}

/** The workbench asks to show an agent. */
function useShown(toAgent: (agent: string) => void): void {
  const { store } = useAgents();
  const shown = useSelected(store, () => store.shown);
  useEffect(() => {
    if (!shown) return;
    toAgent(shown.agent);
    store.followed();
  }, [store, shown, toAgent]);
}

/** What changed, for who listens. */
function Told({ picture }: { picture: SessionPicture }) {
  const { progress, waiting, agents } = picture;
  const failed = agents.filter(({ state }) => state === "failed").length;
  const parts = [
    `${progress.done} of ${progress.all} agents done`,
    failed > 0 ? `${failed} failed` : "",
    waiting.length > 0 ? `${waiting.length} waiting for you` : "",
  ];
  return (
    <p className="kilo-hidden" role="status">
      {parts.filter((part) => part !== "").join(", ")}
    </p>
  );
}
