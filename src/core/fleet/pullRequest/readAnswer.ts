// Reads what GitHub answered by a schema: its answers are read, never believed.
import type * as z from "zod";
import { FailureError, failure } from "../../../protocol/failure";

/** The part of an answer that is asked for. Throws FailureError `provider-refused` where it is not there. */
export function readAnswer<T>(schema: z.ZodType<T>, data: unknown): T {
  const read = schema.safeParse(data);
  if (read.success) return read.data;
  const message = "GitHub answered in a form that is not known here; check the address of its API.";
  throw new FailureError(failure("provider-refused", message));
}
