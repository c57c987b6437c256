// A run's summary as the pane knows it best: the host's list, and the figures of the view it follows. Pure.
import type { RunView } from "../../../src/protocol/run";
import type { Driver, RunSummary } from "../../../src/protocol/wire";

/** The figures a list shows, read from a view. */
export function summaryOf(view: RunView, driver: Driver): RunSummary {
  return {
    run: view.run,
    folder: view.folder,
    prompt: view.prompt,
    decision: view.route?.decision ?? null,
    status: view.status,
    driver,
    outcome: view.outcome,
    verified: view.verified,
    undone: view.undone,
    pause: view.pause?.reason ?? null,
    micros: view.purses.run?.spent ?? 0,
    capMicros: view.settings.capMicros,
    waiting: Object.values(view.approvals).filter(({ answer }) => !answer).length,
    startedAt: view.startedAt,
    endedAt: view.endedAt,
  };
}
