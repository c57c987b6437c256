// What the ending tools share: they do nothing themselves, the engine reads their input and ends the task.
import type { PreparedCall } from "./tool";

export function endingCall(note: string): PreparedCall {
  return { effect: "ending", targets: [], run: async () => ({ text: "Accepted.", note }) };
}
