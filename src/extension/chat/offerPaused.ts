// What a cancelled request means: the run pauses durably, and the person is told how it goes on. Nothing is lost.
import type { KiloHost } from "../kiloHost";
import type { ChatApi } from "./chatApi";
import { noticeText } from "./noticeText";

/** @returns true where the run was paused; false where it had ended, or would not take the wish. */
export async function offerPaused(
  api: Pick<ChatApi, "window">,
  host: KiloHost,
  run: string,
): Promise<boolean> {
  const paused = await host.send(run, { type: "run.pause" });
  if (!paused.ok) {
    host.log.info(`Run ${run} was not paused: ${paused.failure.message}`);
    return false;
  }
  const text = `The run ${run} is paused. Resume it here, in the Kilo view, or with "@kilo Resume run ${run}".`;
  // Nobody waits for the answer: the request is over.
  void api.window.showInformationMessage(text, "Resume", "Open Trace").then(async (chosen) => {
    if (chosen === "Open Trace") await host.openTrace(run, null);
    if (chosen !== "Resume") return;
    const resumed = await host.resume(run);
    if (resumed.ok) await host.book.choose(run);
    else void api.window.showWarningMessage(noticeText(resumed.failure.message));
  });
  return true;
}
