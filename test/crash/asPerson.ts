// The engine as the person of a play has it. They fall silent when the run is over, and what they were saying is waited for:
// an answer that reaches the disk after the play was told as ended writes into a folder that is being taken away.
import type { Engine } from "../../src/core/engine";
import { failure } from "../../src/protocol/failure";

export type PersonsEngine = Pick<Engine, "follow" | "send" | "view">;

/** @param over aborted where the run is over. @returns `silent` resolves when nothing is being said any more. */
export function asPerson(
  engine: Engine,
  over: AbortSignal,
): { said: PersonsEngine; silent(): Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  const kept = <T>(doing: Promise<T>): Promise<T> => {
    underWay.add(doing);
    return doing.finally(() => underWay.delete(doing));
  };
  return {
    said: {
      follow: (...all) => engine.follow(...all),
      view: (run) => kept(engine.view(run)),
      send: async (...all) =>
        over.aborted
          ? { ok: false, failure: failure("aborted", "The play is over.") }
          : kept(engine.send(...all)),
    },
    async silent() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
