// switch_mode: hands the same conversation to another role. The engine asks, and changes prompt, model and rights.
import * as z from "zod";
import { engineTool } from "./engineTool";

export const switchMode = engineTool({
  name: "switch_mode",
  description: "Go on with this conversation in another mode.",
  input: z.object({ mode: z.string().min(1).max(60), reason: z.string().min(1).max(2_000) }),
});
