// The run the sidebar shows: what was asked, where it stands, what it costs, who works on it, and how it ended.
import { memo } from "react";
import type { RunView } from "../../../src/protocol/run";
import type { Driver } from "../../../src/protocol/wire";
import { ShownText } from "../approvals/ShownText";
import { paneHost } from "../host/paneHost";
import { Button } from "../ui/Button";
import { Foldable } from "../ui/Foldable";
import { EndReport } from "./EndReport";
import { Problem } from "./Problem";
import { RunButtons } from "./RunButtons";
import { RunState } from "./RunState";
import { promptHead } from "./runWords";
import { SlowTasks } from "./SlowTasks";
import { Steer } from "./Steer";
import { summaryOf } from "./summaryOf";
import { TaskTree } from "./TaskTree";
import { treeNodes } from "./treeNodes";

interface ThisRunProps {
  /** Changed in place by the store; `seq` tells when. */
  view: RunView;
  seq: number;
  driver: Driver;
  /** Why the run cannot be shown further. */
  problem: string | null;
}

export const ThisRun = memo(function ThisRun({ view, driver, problem }: ThisRunProps) {
  const summary = summaryOf(view, driver);
  return (
    <section className="kilo-section" aria-labelledby="kilo-this-run">
      <div className="kilo-section-head">
        <h2 id="kilo-this-run">This run</h2>
        <Button
          kind="icon"
          icon="close"
          label="Show no run"
          onPress={() => void paneHost().do({ type: "run.choose", run: null })}
        />
      </div>
      <Prompt prompt={view.prompt} />
      <RunState view={view} summary={summary} />
      <Problem text={problem} />
      <RunButtons run={view.run} summary={summary} stopping={view.stopRequested} files={filesOf(view)} />
      {view.status === "ended" ? <EndReport view={view} /> : null}
      <TaskTree run={view.run} roots={treeNodes(view)} />
      {driver === "nobody" ? null : <SlowTasks view={view} />}
      <Steer view={view} />
      <Notices notices={view.notices} />
    </section>
  );
});

/** Paths whose bytes the run changed, as an undo would find them. */
function filesOf(view: RunView): number {
  return Object.values(view.files).filter(({ before, after }) => before !== after).length;
}

function Prompt({ prompt }: { prompt: string }) {
  const head = promptHead(prompt);
  const title = (
    <span className="kilo-prompt-head kilo-one-line">
      <ShownText text={head} />
    </span>
  );
  return (
    <div className="kilo-prompt">
      <Foldable title={title} defaultOpen={false}>
        <div className="kilo-quote kilo-plain-text">
          <ShownText text={prompt} />
        </div>
      </Foldable>
    </div>
  );
}

function Notices({ notices }: { notices: readonly string[] }) {
  if (notices.length === 0) return null;
  const title = notices.length === 1 ? "1 note" : `${notices.length} notes`;
  return (
    <div className="kilo-small kilo-muted">
      <Foldable title={title} defaultOpen={false}>
        <ul className="kilo-notes">
          {notices.map((notice) => (
            <li key={notice}>
              <ShownText text={notice} />
            </li>
          ))}
        </ul>
      </Foldable>
    </div>
  );
}
