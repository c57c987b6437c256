// Opens a log of the history as a run on disk, in a folder of its own, and rebuilds every turn's prompt from it.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answer, type TurnAnswer } from "../../src/core/answer";
import { createStoreFolder } from "../../src/core/log/storeFolder";

/**
 * @param log a `.jsonl` of the history.
 * @param blobs the texts the logs name.
 * @throws where the log cannot be read whole or a turn cannot be rebuilt.
 */
export async function rebuiltTurns(log: string, blobs: string): Promise<TurnAnswer[]> {
  const folder = mkdtempSync(join(tmpdir(), "kilo-history-"));
  try {
    mkdirSync(join(folder, "run", "blobs"), { recursive: true });
    copyFileSync(log, join(folder, "run", "events.jsonl"));
    for (const hash of readdirSync(blobs)) copyFileSync(join(blobs, hash), join(folder, "run", "blobs", hash));
    const store = await createStoreFolder(folder).find("run");
    if (!store) throw new Error("the run is not found");
    const { events, cutBytes, damage } = await store.read();
    if (damage || cutBytes > 0) throw new Error(damage?.message ?? `${cutBytes} bytes are torn`);
    const names = events.flatMap(({ fact }) => (fact.type === "turn.started" ? [fact.turn] : []));
    const turns: TurnAnswer[] = [];
    for (const turn of new Set(names)) {
      const reply = await answer(store, { type: "turn", turn });
      if (!reply.ok) throw new Error(reply.failure.message);
      if (reply.answer.type === "turn") turns.push(reply.answer.turn);
    }
    return turns;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
