// One decided action that only a session has, done.
import type { Action } from "../action";
import type { Runtime } from "../runtime";
import { acceptDeclared } from "./acceptDeclared";
import { askNothing } from "./askNothing";
import { baseSession } from "./baseSession";
import { fillAgent } from "./fillAgent";
import { finishAgent } from "./finishAgent";
import { integrate } from "./integrate";
import { openPullRequest } from "./openPullRequest";

export type SessionAction = Extract<
  Action,
  {
    kind:
      | "baseSession"
      | "acceptDeclared"
      | "fillAgent"
      | "finishAgent"
      | "askNothing"
      | "reopenAgent"
      | "integrate"
      | "openPullRequest";
  }
>;

/** @throws FailureError for what ends the run. */
export async function performSession(runtime: Runtime, action: SessionAction): Promise<void> {
  switch (action.kind) {
    case "baseSession":
      return baseSession(runtime);
    case "acceptDeclared":
      return acceptDeclared(runtime);
    case "fillAgent":
      return fillAgent(runtime, action.agent);
    case "finishAgent":
      return finishAgent(runtime, action.step);
    case "askNothing":
      return askNothing(runtime);
    case "reopenAgent": {
      const { kind: _, ...reopened } = action;
      const origin = { kind: "engine", via: "session" } as const;
      return runtime.log.append({ type: "agent.reopened", ...reopened, origin });
    }
    case "integrate":
      return integrate(runtime, action.round);
    case "openPullRequest":
      return openPullRequest(runtime);
  }
}
