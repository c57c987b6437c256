// A run whose snapshot has not come: it is being read, or it cannot be, and then the reason is asked for.
import { useEffect, useState } from "react";
import { usePane } from "../store/paneContext";
import { Spinner } from "../ui/Spinner";
import { visibleText } from "../ui/visibleText";
import { EmptyTrace } from "./EmptyTrace";

/** Milliseconds a long log may take before one asks. */
const patience = 2500;

export function WaitingRun({ run }: { run: string }) {
  const { host } = usePane();
  const [problem, setProblem] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every try asks again.
  useEffect(() => {
    const timer = setTimeout(async () => {
      const reply = await host.ask({ type: "items", run, from: 0, to: 1 });
      setProblem(reply.ok ? null : reply.message);
    }, patience);
    return () => clearTimeout(timer);
  }, [host, run, tries]);
  const again = () => {
    setProblem(null);
    setTries(tries + 1);
    host.post({ type: "ready" });
  };
  if (problem !== null)
    return (
      <EmptyTrace
        icon="error"
        text={`The run's log cannot be shown: ${visibleText(problem)}`}
        action={{ label: "Try again", onPress: again }}
      />
    );
  return (
    <div className="trace-empty">
      <Spinner label="the run's log is being read" />
      <p>The run's log is being read.</p>
    </div>
  );
}
