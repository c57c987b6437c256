// Starts a task over from the turn one looks at. It says first what would happen; a task that has ended has no way back.
import { useState } from "react";
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";
import { Button } from "../ui/Button";
import { visibleText } from "../ui/visibleText";

interface RestartHereProps {
  run: string;
  turn: string;
  task: string;
}

export function RestartHere({ run, turn, task }: RestartHereProps) {
  const { store, host } = usePane();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const open = useSelected(store, () => {
    const view = store.view(run);
    return view !== null && view.status !== "ended" && view.tasks[task]?.endedAt === undefined;
  });
  if (!open) return null;
  const restart = async () => {
    const command = { type: "task.restart" as const, task, turn };
    const reply = await host.do({ type: "run.command", run, command });
    setProblem(reply.ok ? null : reply.message);
    if (reply.ok) setAsking(false);
  };
  if (!asking) {
    return (
      <button type="button" className="kilo-plain kilo-link kilo-small" onClick={() => setAsking(true)}>
        Restart from here…
      </button>
    );
  }
  return (
    <span className="inspector-restart">
      <span className="kilo-small">
        The conversation of {visibleText(task)} goes back to before this turn, and the turn is made anew.
        Files stay as they are.
      </span>
      <span className="inspector-restart-buttons">
        <Button kind="primary" label={`Restart ${visibleText(task)} here`} onPress={() => void restart()} />
        <Button kind="secondary" label="Go on as it is" onPress={() => setAsking(false)} />
      </span>
      {problem === null ? null : <span role="alert">{visibleText(problem)}</span>}
    </span>
  );
}
