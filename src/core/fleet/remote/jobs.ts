// What a driver and a machine agree on: the queue, the job of one agent, the first words of a machine, the names in Redis.
import * as z from "zod";

/** Raised when either side would no longer understand the other; both sides then say so. */
export const remoteProtocol = 1;

export const queueName = "agents";
export const queuePrefix = "kilo";
/** Machines by name, with the time (seconds, by the clock of Redis) until which they count as there. */
export const machinesKey = "kilo:machines";

export const jobShape = z.object({
  protocol: z.number(),
  /** Product and version of the driver, for a person. */
  product: z.string(),
  /** Names the channel. */
  stay: z.string().regex(/^[0-9a-f-]{36}$/),
  /** For whoever looks at the queue. */
  run: z.string(),
  agent: z.string(),
  /** Tells projects apart. */
  project: z.string().regex(/^[0-9a-f]{64}$/),
  limits: z.object({ memoryBytes: z.number().nullable(), cpus: z.number().nullable() }),
});
/** One agent's stay on a machine. It is never run twice: what a lost one did is the driver's to ask. */
export type AgentJob = z.infer<typeof jobShape>;

const firstWords = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("ready"),
    machine: z.string(),
    /** Commits it has of this project. */
    heads: z.array(z.string()),
  }),
  z.object({ type: z.literal("refused"), why: z.string() }),
]);
/** What a machine says first. */
export type FirstWords = z.infer<typeof firstWords>;

export function readFirstWords(message: unknown): FirstWords | null {
  const read = firstWords.safeParse(message);
  return read.success ? read.data : null;
}

/** Names of the two streams, from the driver and to it. */
export function streamsOf(stay: string): { down: string; up: string } {
  return { down: `kilo:stay:${stay}:down`, up: `kilo:stay:${stay}:up` };
}
