// A trace pane of a run in memory, opened and painted: where the measurements of frames begin.
import type { RunEvent } from "../../../src/protocol/event";
import { type BenchPage, openBenchPage } from "./benchPage";
import { type MemoryHost, openMemoryHost } from "./memoryHost";
import type { Stage } from "./stage";

export interface ShownPane {
  page: BenchPage;
  host: MemoryHost;
  close(): Promise<void>;
}

/** @param last index of the run's last card; the pane is handed over when it can be seen. */
export async function showPane(stage: Stage, events: RunEvent[], last: number): Promise<ShownPane> {
  const host = await openMemoryHost(events);
  const page = await openBenchPage({ ...stage, run: host.run });
  const seen = page.probe<number>(`seen(${last})`);
  const bridge = host.bridge(page.door);
  await seen;
  return {
    page,
    host,
    async close() {
      expectWell(page);
      bridge.dispose();
      host.dispose();
      await page.close();
    },
  };
}

/** Fails where the page complained or lost facts: a figure of a broken pane tells nothing. */
export function expectWell({ faults, asked }: BenchPage): void {
  if (faults.length > 0) throw new Error(`the pane complained: ${faults.slice(0, 3).join("; ")}`);
  if (asked.resync) throw new Error("facts were lost on the way to the pane");
}
