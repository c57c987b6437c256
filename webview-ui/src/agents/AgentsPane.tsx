// The Agents view: a session's agents with their graph, their times and their messages; or why there is none to show.
import { useSelected } from "../store/useSelected";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Spinner } from "../ui/Spinner";
import { visibleText } from "../ui/visibleText";
import { useAgents } from "./agentsContext";
import { Problem } from "./Problem";
import { SessionChooser } from "./SessionChooser";
import { SessionPane } from "./SessionPane";
import { useIntent } from "./useIntent";

export function AgentsPane() {
  const { store, host } = useAgents();
  const { state, sessions } = useSelected(store, () => ({ state: store.state, sessions: store.sessions }));
  if (!state) return <Waiting words="Loading" />;
  switch (state.kind) {
    case "session":
      return <SessionPane key={state.picture.session} picture={state.picture} sessions={sessions} />;
    case "loading":
      return <Waiting words={`Reading ${visibleText(state.session)}`} />;
    case "failed":
      return (
        <main className="agents-plain">
          <SessionChooser sessions={sessions} chosen={state.session} />
          <h1>
            <Icon name="error" /> The session cannot be shown
          </h1>
          <p role="alert">{visibleText(state.message)}</p>
          <Button kind="secondary" label="Try again" icon="refresh" onPress={() => host.start()} />
        </main>
      );
    case "empty":
      return (
        <main className="agents-plain">
          <SessionChooser sessions={sessions} chosen={null} />
          <Empty problem={state.problem} isFirst={sessions.length === 0} />
        </main>
      );
  }
}

function Waiting({ words }: { words: string }) {
  return (
    <main className="agents-plain">
      <p>
        <Spinner label="" /> {words}…
      </p>
    </main>
  );
}

function Empty({ problem, isFirst }: { problem: string | null; isFirst: boolean }) {
  const { busy, problem: refused, send } = useIntent();
  return (
    <>
      <h1>{isFirst ? "No session of agents yet" : "No session is shown"}</h1>
      <p>
        A task is split among several agents. Each works in a worktree of its own, in the order the work
        needs; you see them work, review what they made, and merge what the checks prove. Your own files stay
        as they are until you approve.
      </p>
      {problem === null ? null : (
        <p className="agents-problem" role="alert">
          <Icon name="error" /> {visibleText(problem)}
        </p>
      )}
      <Button
        kind="primary"
        icon="play"
        label="Start agents…"
        disabled={busy || problem !== null}
        onPress={() => void send({ type: "agents.session", session: null, verb: "start" })}
      />
      <Problem text={refused} />
      <p className="kilo-small kilo-muted">
        Or in a terminal: <code>kilo-code agent-manager start "what shall be done"</code>. The session shows
        up here by itself.
      </p>
    </>
  );
}
