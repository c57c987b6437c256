// What `run` and `resume` share: who can be asked here, how it is shown, and the engine between them.
import type { FindSecret } from "../core/config/credentials";
import type { ApprovalKind, Origin } from "../protocol/approval";
import type { LiveEvent } from "../protocol/event";
import { createClackPrompter } from "./ask/clackPrompter";
import type { Prompter } from "./ask/prompter";
import { atTerminal } from "./configuration";
import { driveRun } from "./driveRun";
import type { Host } from "./host";
import { createJsonDisplay, createPlainDisplay } from "./live/plainDisplay";
import type { RunDisplay } from "./live/runDisplay";
import { type EngineHandle, openEngine } from "./openEngine";
import { sayBeside } from "./sayBeside";
import { createPaint } from "./text/paint";

export interface SessionWishes {
  json: boolean;
  /** Kinds the person approves beforehand for a run whose own settings are sealed. */
  approved: readonly ApprovalKind[];
}

export interface Session {
  /** Null where nobody can be asked. */
  prompter: Prompter | null;
  open(secret: FindSecret, retainBytes: number): EngineHandle;
  /**
   * Shows and drives a run of the opened engine.
   * @param shownAfter facts up to this one were shown before.
   */
  drive(run: string, origin: Origin, requireVerified: boolean, shownAfter?: number): Promise<number>;
}

export async function openSession(host: Host, { json, approved }: SessionWishes): Promise<Session> {
  const prompter = atTerminal(host) && !json ? createClackPrompter(host.print) : null;
  let onLive: (event: LiveEvent) => void = () => {};
  let handle: EngineHandle | null = null;
  return {
    prompter,
    open(secret, retainBytes) {
      const live = (_: string, event: LiveEvent) => onLive(event);
      // Somebody answers: the person at the terminal, or what the person said beforehand.
      const interactive = prompter !== null || (approved.length > 0 && "beforehand");
      handle = openEngine(host, { interactive, secret, live, retainBytes });
      return handle;
    },
    async drive(run, origin, requireVerified, shownAfter = 0) {
      if (!handle) throw new Error("the engine is not open");
      await sayBeside(host, handle, run);
      const display = await createDisplay(host, json, shownAfter);
      return driveRun({
        host,
        engine: handle.engine,
        run,
        origin,
        display,
        prompter,
        approved,
        json,
        requireVerified,
        onLive: (listener) => {
          onLive = listener;
        },
      });
    },
  };
}

async function createDisplay(host: Host, json: boolean, shownAfter: number): Promise<RunDisplay> {
  const { colours, outputIsTerminal, variables } = host.environment;
  const paint = createPaint(colours);
  if (json) return createJsonDisplay(host.print, shownAfter);
  if (!outputIsTerminal || variables.TERM === "dumb")
    return createPlainDisplay(host.print, paint, shownAfter);
  const { createLiveDisplay } = await import("./live/liveDisplay");
  return createLiveDisplay(host, paint, shownAfter);
}
