// hand_off: ends this task and starts another role with an explicit packet. Whoever waits for this task gets the heir's result.
import * as z from "zod";
import { endingCall } from "./endingCall";
import { defineTool } from "./tool";

export const handOff = defineTool({
  name: "hand_off",
  description: "End here and let another mode go on; it sees only your message.",
  input: z.object({ mode: z.string().min(1).max(60), message: z.string().min(1).max(20_000) }),
  prepare: async ({ mode }) => endingCall(`handed to ${mode}`),
});
