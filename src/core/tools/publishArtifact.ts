// publish_artifact: gives a named output to tasks that are told of it. The engine keeps it beside the log; no file is written.
import * as z from "zod";
import { engineTool } from "./engineTool";

export const publishArtifact = engineTool({
  name: "publish_artifact",
  description: "Share a named text with later tasks.",
  input: z.object({ name: z.string().regex(/^[\w][\w./-]{0,79}$/), content: z.string().min(1).max(200_000) }),
});
