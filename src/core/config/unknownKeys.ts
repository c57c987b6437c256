// Keys of a file that its schema does not have. They change nothing, so they are told and never refused.
import * as z from "zod";
import { nearestName } from "./nearestName";

export interface UnknownKey {
  path: string[];
  /** The name that was probably meant. */
  nearest: string | null;
}

export function unknownKeys(value: unknown, schema: z.core.$ZodType, path: string[] = []): UnknownKey[] {
  if (typeof value !== "object" || value === null) return [];
  const form = unwrapped(schema);
  const entries = Object.entries(value);
  if (form instanceof z.ZodRecord) {
    return entries.flatMap(([key, inner]) => unknownKeys(inner, form.valueType, [...path, key]));
  }
  if (form instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((inner, index) => unknownKeys(inner, form.element, [...path, `${index}`]));
  }
  if (!(form instanceof z.ZodObject)) return [];
  const shape = new Map<string, z.core.$ZodType>(Object.entries(form.shape));
  return entries.flatMap(([key, inner]) => {
    const known = shape.get(key);
    if (known) return unknownKeys(inner, known, [...path, key]);
    return [{ path: [...path, key], nearest: nearestName(key, [...shape.keys()]) }];
  });
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}
