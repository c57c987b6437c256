// The run over its trace: what was asked, how it stands, how far it is, what it costs, and the three ways to steer it.
import { useState } from "react";
import type { PaneAction } from "../../../src/protocol/wire";
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";
import { Button } from "../ui/Button";
import { formatDuration } from "../ui/figures";
import { Menu } from "../ui/Menu";
import { StateSign } from "../ui/StateSign";
import { visibleText } from "../ui/visibleText";
import { BudgetBar } from "./BudgetBar";
import { type RunFigures, runFigures } from "./runFigures";
import { useNow } from "./useNow";

interface TraceHeaderProps {
  run: string;
  /** There is room for signs only. */
  small: boolean;
}

export function TraceHeader({ run, small }: TraceHeaderProps) {
  const { store } = usePane();
  const figures = useSelected(store, () => {
    const view = store.view(run);
    return view ? runFigures(view) : null;
  });
  if (!figures) return null;
  const { prompt, state, word, why, iteration, maxIterations } = figures;
  const title = visibleText(prompt.trim().split("\n", 1)[0] ?? "");
  return (
    <header className="trace-header">
      <div className="trace-what">
        <h1 className="trace-title" title={visibleText(prompt)}>
          {title}
        </h1>
        <span className={`trace-state trace-state-${state}`}>
          <StateSign state={state} word={word} shown />
        </span>
        {iteration > 0 ? (
          <span className="kilo-figure">
            Iteration {iteration} of {maxIterations}
          </span>
        ) : null}
        <Elapsed figures={figures} />
        {why ? (
          <span className="trace-why kilo-muted kilo-one-line" title={visibleText(why)}>
            {visibleText(why)}
          </span>
        ) : null}
      </div>
      <div className="trace-steer">
        <BudgetBar spent={figures.spent} reserved={figures.reserved} cap={figures.cap} />
        <Steer run={run} small={small} />
      </div>
    </header>
  );
}

function Elapsed({ figures }: { figures: RunFigures }) {
  const now = useNow(figures.stoppedAt === null);
  const ms = (figures.stoppedAt ?? now) - figures.startedAt;
  return (
    <span className="kilo-figure kilo-muted" title="time since the run began">
      {formatDuration(ms)}
    </span>
  );
}

/** Buttons for what can be done now, and what came of the last one where it failed. */
function Steer({ run, small }: TraceHeaderProps) {
  const { store, host } = usePane();
  const [problem, setProblem] = useState<string | null>(null);
  const status = useSelected(store, () => store.view(run)?.status ?? "ended");
  const stopping = useSelected(store, () => store.view(run)?.stopRequested ?? false);
  const driver = useSelected(store, () => store.run(run)?.driver ?? "nobody");
  const wish = (action: PaneAction) => {
    setProblem(null);
    void host.do(action).then((reply) => setProblem(reply.ok ? null : reply.message));
  };
  const command = (type: "run.pause" | "run.stop") => wish({ type: "run.command", run, command: { type } });
  const kind = small ? "icon" : "secondary";
  const driven = status === "running" && driver !== "nobody";
  const resumable = status === "paused" || (status === "running" && driver === "nobody");
  return (
    <div className="trace-buttons">
      {problem === null ? null : (
        <span role="alert" className="trace-problem">
          {visibleText(problem)}
        </span>
      )}
      {resumable ? (
        <Button
          kind={small ? "icon" : "primary"}
          icon="debug-start"
          label="Resume"
          onPress={() => wish({ type: "run.resume", run })}
        />
      ) : null}
      {driven ? (
        <Button kind={kind} icon="debug-pause" label="Pause" onPress={() => command("run.pause")} />
      ) : null}
      {driven ? (
        <Button
          kind={kind}
          icon="debug-stop"
          label="Stop"
          disabled={stopping}
          onPress={() => command("run.stop")}
        />
      ) : null}
      <Menu
        label="More for this run"
        items={[
          { label: "Open Report", icon: "output", onPress: () => wish({ type: "report.open", run }) },
          {
            label: "Show Changes",
            icon: "diff",
            onPress: () => wish({ type: "diff.open", run, approval: null }),
          },
          { label: "Show in Sidebar", icon: "list-tree", onPress: () => wish({ type: "run.choose", run }) },
          { label: "Export…", icon: "export", onPress: () => wish({ type: "run.export", run }) },
        ]}
      />
    </div>
  );
}
