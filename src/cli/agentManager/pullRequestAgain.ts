// Tries the pull request of a session again that ended without one. A push that was approved goes at once; any other is
// shown to a person first, in a terminal.
import { createCredentials } from "../../core/config/credentials";
import { kiloHome } from "../../core/config/kiloHome";
import type { Approval } from "../../protocol/approval";
import { type Failure, failure } from "../../protocol/failure";
import { mayApproveBeforehand } from "../ask/approveBeforehand";
import { shown } from "../ask/askApproval";
import { createClackPrompter } from "../ask/clackPrompter";
import { atTerminal, loadOwnConfiguration } from "../configuration";
import { exitCode } from "../exitCode";
import { type Host, refuse } from "../host";
import { personHere } from "../person";
import { cleanLine } from "../text/cleanText";
import type { FoundSession } from "./findSession";
import { pullRequestLine } from "./text/mergedLines";

/** @returns the exit code: 0 where it is open now, 3 where a person has to be asked first. */
export async function pullRequestAgain(host: Host, found: FoundSession, json: boolean): Promise<number> {
  const { handle, run, view, named } = found;
  const origin = personHere(host, run);
  if (!origin.ok) return refuse(host, origin.failure);
  const loaded = await loadOwnConfiguration(host);
  const allowed = loaded.ok ? mayApproveBeforehand(host, ["merge"], loaded.value) : loaded;
  if (!allowed.ok) return refuse(host, allowed.failure);
  const say = json ? host.say : host.print;
  say(`Trying the pull request again: ${cleanLine(view.session?.merge?.branch ?? run)}`);
  const { openPullRequestAgain } = await import("../../core/host/openPullRequestAgain");
  const { home, variables } = host.environment;
  const stop = new AbortController();
  const forget = host.onInterrupt(() => stop.abort());
  let answer: Answer | null = null;
  const opened = await openPullRequestAgain(host.environment, handle.runs, run, {
    origin: origin.value,
    secret: createCredentials({ env: variables, home: kiloHome({ HOME: home, ...variables }) }),
    ask: async (asked) => {
      answer = await ask(host, asked, json);
      return answer === "yes" ? true : answer === "no" ? false : null;
    },
    signal: stop.signal,
  });
  forget();
  if (!opened.ok && (stop.signal.aborted || isLeft(answer))) {
    host.say(`Broken off. Again: kilo-code agent-manager merge --approve${named}`);
    return exitCode.interrupted;
  }
  if (!opened.ok) return refuse(host, isNobody(answer) ? inTerminal(opened.failure, named) : opened.failure);
  const { number, title, url } = opened.value;
  if (json) host.print(JSON.stringify({ session: run, pullRequest: opened.value }));
  else {
    host.print(pullRequestLine({ number }, title ?? view.prompt));
    host.print(`- Review PR: ${cleanLine(url)}`);
  }
  return exitCode.done;
}

/** `left`: Ctrl+C at the question, which says nothing to anybody. */
type Answer = "yes" | "no" | "left" | "nobody";

const isLeft = (answer: Answer | null) => answer === "left";
const isNobody = (answer: Answer | null) => answer === "nobody";

async function ask(host: Host, asked: Approval, json: boolean): Promise<Answer> {
  if (json || !atTerminal(host)) return "nobody";
  host.print(shown(asked));
  const chosen = await createClackPrompter(host.print).choose("Push it and open the pull request?", [
    { value: "no", label: "no" },
    { value: "yes", label: "yes" },
  ]);
  return chosen === null ? "left" : chosen === "yes" ? "yes" : "no";
}

function inTerminal({ code, message }: Failure, named: string): Failure {
  return failure(code, `${message} In a terminal: kilo-code agent-manager merge --approve${named}`);
}
