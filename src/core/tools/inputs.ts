// Field types for tool inputs that take what models really send: numbers and truth values as text, null for absent.
import * as z from "zod";

/** A whole number, also as text; absent, null and "" become undefined. */
export function optionalNumber(description: string) {
  const number = z.coerce.number().int();
  return z
    .preprocess((value) => (value === null || value === "" ? undefined : value), number.optional())
    .meta({ type: "integer", description })
    .optional();
}

/** A truth value, also as text. */
export function optionalFlag(description: string) {
  const read = (value: unknown) =>
    value === null ? undefined : value === "true" ? true : value === "false" ? false : value;
  return z.preprocess(read, z.boolean().optional()).meta({ type: "boolean", description }).optional();
}

/** Text that may be absent or null; "" counts as absent. */
export function optionalText(description?: string) {
  const text = z.string().nullish();
  const described = description ? text.describe(description) : text;
  return described.transform((value) => value || undefined);
}
