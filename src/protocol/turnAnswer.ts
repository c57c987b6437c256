// A turn whole, as the log has it: what was sent, what came back, what it cost. The answer of a `turn` question.
import * as z from "zod";
import type { FactOf } from "./event";
import type { Message } from "./message";

export interface TurnAnswer {
  turn: string;
  task: string;
  model: string;
  system: string;
  tools: unknown;
  params: unknown;
  messages: Message[];
  promptHash: string;
  /** The hash made again from the log equals the one stored with the turn. */
  hashMatches: boolean;
  /** Null while the model has not answered. */
  response: Message | null;
  toolResults: { toolCall: string; name: string; outcome: string; note: string; text: string }[];
  /** One for each settled attempt at the model request. */
  attempts: (Omit<FactOf<"model.settled">, "type"> & { reserved: number; maxTokens: number })[];
}

const message = z.discriminatedUnion("role", [
  z.looseObject({ role: z.literal("user"), text: z.string() }),
  z.looseObject({ role: z.literal("assistant"), parts: z.array(z.looseObject({ type: z.string() })) }),
  z.looseObject({ role: z.literal("tool"), name: z.string(), text: z.string(), isError: z.boolean() }),
]);

const schema = z.looseObject({
  turn: z.string(),
  task: z.string(),
  model: z.string(),
  system: z.string(),
  messages: z.array(message),
  promptHash: z.string(),
  hashMatches: z.boolean(),
  response: message.nullable(),
  toolResults: z.array(
    z.looseObject({
      toolCall: z.string(),
      name: z.string(),
      outcome: z.string(),
      note: z.string(),
      text: z.string(),
    }),
  ),
  attempts: z.array(
    z.looseObject({ modelCall: z.string(), micros: z.number(), ms: z.number(), reserved: z.number() }),
  ),
});

/** @returns the answer as it crossed to a pane, or null for what is none. */
export function readTurnAnswer(value: unknown): TurnAnswer | null {
  const read = schema.safeParse(value);
  return read.success ? (read.data as unknown as TurnAnswer) : null;
}
