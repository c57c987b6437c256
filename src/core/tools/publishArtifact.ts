// publish_artifact: gives a named output to tasks that are told of it. The engine keeps it beside the log; the tool itself
// writes no file.
import * as z from "zod";
import { engineTool } from "./engineTool";
import { optionalText } from "./inputs";

export const publishArtifact = engineTool({
  name: "publish_artifact",
  description: "Share a named text with later tasks.",
  input: z.object({
    name: z.string().regex(/^[\w][\w./-]{0,79}$/),
    content: z
      .string()
      .max(1_000_000)
      .nullish()
      .transform((text) => text || undefined),
    path: optionalText("a file to publish instead of content"),
  }),
});
