// The last things that happened in a session, kept while its facts go by.
import type { RunEvent } from "../../protocol/event";
import { fold } from "../../protocol/fold";
import type { RunView } from "../../protocol/run";
import { readEvents } from "../readEvents";
import type { FoundSession } from "./findSession";
import { type Activity, activityOf } from "./text/activity";

/** Lines of "Recent Activity". */
const mostLines = 10;

export interface RecentActivity {
  take(event: RunEvent, view: RunView): void;
  last(): Activity[];
}

export function createRecentActivity(): RecentActivity {
  const kept: Activity[] = [];
  return {
    take(event, view) {
      const activity = activityOf(view, event);
      if (!activity?.matters) return;
      kept.push(activity);
      if (kept.length > mostLines) kept.shift();
    },
    last: () => [...kept],
  };
}

/** @returns what happened last; nothing where the log cannot be read. */
export async function recentActivity({ handle, run }: FoundSession): Promise<Activity[]> {
  const recent = createRecentActivity();
  const events = await readEvents(handle.engine, run);
  if ("code" in events) return [];
  let view: RunView | null = null;
  for (const event of events) {
    view = fold(view, event);
    recent.take(event, view);
  }
  return recent.last();
}
