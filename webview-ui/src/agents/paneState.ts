// What a person arranged in the Agents view, as the workbench keeps it while the pane is hidden, moved or reloaded.
import * as z from "zod";

export const tabNames = ["agents", "graph", "timeline", "messages"] as const;
export type TabName = (typeof tabNames)[number];

const stateSchema = z.object({
  /** Where there is room for one part only. */
  tab: z.enum(tabNames).catch("agents"),
  /** Of the parts beside the rows. */
  side: z.enum(tabNames).catch("graph"),
  /** Agents whose details are open. */
  open: z.array(z.string()).catch([]),
});
export type PaneState = z.infer<typeof stateSchema>;

/** @returns the state; what is missing or damaged of it is as in a new pane. */
export function readPaneState(value: unknown): PaneState {
  const read = stateSchema.safeParse(value ?? {});
  return read.success ? read.data : stateSchema.parse({});
}
