// What a person arranged in a trace pane, as the workbench keeps it while the pane is hidden, moved or reloaded.
import * as z from "zod";
import { noFilter } from "../../../src/protocol/traceFilter";

export const inspectorTabs = ["prompt", "response", "tools", "raw"] as const;
export type InspectorTab = (typeof inspectorTabs)[number];

const stateSchema = z.object({
  run: z.string().nullable().catch(null),
  filter: z
    .object({
      text: z.string(),
      roles: z.array(z.string()),
      task: z.string().nullable(),
      step: z.string().nullable().default(null),
      failuresOnly: z.boolean(),
    })
    .catch(noFilter),
  /** The turn in the inspector. */
  chosen: z.string().nullable().catch(null),
  /** The item at the top of the list, and how many pixels of it are above. */
  anchor: z.object({ index: z.number().int(), offset: z.number() }).nullable().catch(null),
  follow: z.boolean().catch(true),
  tab: z.enum(inspectorTabs).catch("prompt"),
  /** Pixels. */
  width: z.number().min(200).max(2000).catch(420),
});
export type TraceState = z.infer<typeof stateSchema>;

/** @returns the state; what is missing or damaged of it is as in a new pane. */
export function readTraceState(value: unknown): TraceState {
  const read = stateSchema.safeParse(value ?? {});
  return read.success ? read.data : stateSchema.parse({});
}
