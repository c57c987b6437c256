// A list that models leave out, send as null, or send; always read as a list.
import * as z from "zod";

export function optionalList() {
  return z
    .array(z.string().min(1).max(400))
    .max(50)
    .nullish()
    .transform((list) => list ?? []);
}
