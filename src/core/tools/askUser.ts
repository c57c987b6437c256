// ask_user: a question to the person. The engine asks it as an approval of kind `question` and never runs this.
import * as z from "zod";
import { defineTool, toolError } from "./tool";

export const askUser = defineTool({
  name: "ask_user",
  description: "Ask the user a question.",
  input: z.object({
    question: z.string().min(1),
    options: z
      .array(z.string())
      .nullish()
      .transform((options) => options ?? undefined),
  }),
  prepare: async () => ({
    effect: "read",
    targets: [],
    run: async () => toolError("Nobody can be asked here; decide yourself."),
  }),
});
