// How a run begins: its id, what it is sealed with, its purses, and the rules' route where they are sure of it.
import type { Fact, RunStarted } from "../protocol/event";
import { type Failure, failure } from "../protocol/failure";
import { runPurses } from "./budget/runPurses";
import type { EngineOptions, StartRun } from "./engine";
import { redactDeep } from "./log/redact";
import type { Ports } from "./ports";
import type { Environment } from "./process/childEnvironment";
import { settleSandbox } from "./process/sandbox/settle";
import { route } from "./routing/route";
import { asksRouter } from "./schedule/decideRoute";

/** Sortable by time, readable, and unlike any other started in the same second. */
export function newRunId(ports: Ports): string {
  const stamp = new Date(ports.now()).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  const tail = Array.from({ length: 4 }, () => letters[Math.floor(ports.random() * letters.length)]).join("");
  return `${stamp}-${tail}`;
}

/** `session-20260403-001`: the day in UTC, and the first number that is free. */
export function newSessionId(now: number, taken: readonly string[]): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "");
  const prefix = `session-${day}-`;
  const numbers = taken.flatMap((run) => (run.startsWith(prefix) ? [Number(run.slice(prefix.length))] : []));
  const next = Math.max(0, ...numbers.filter(Number.isInteger)) + 1;
  return `${prefix}${String(next).padStart(3, "0")}`;
}

/** Whoever starts a session wants agents: there is nothing to decide. */
function sessionRoute(prompt: string) {
  const decision = "orchestrate" as const;
  return {
    prompt,
    decision,
    estimatedLines: 0,
    reasons: ["an agent session was started"],
    forced: "session",
    unsure: null,
  };
}

/**
 * What a run is sealed with: a sandbox that was asked for becomes the one there is.
 * @returns why the run cannot start.
 */
export async function settled(command: StartRun, environment: Environment): Promise<StartRun | Failure> {
  const { settings } = command;
  // Settings are sealed in the log and read back from it: a secret in them would be lost there.
  if (redactDeep(settings) !== settings) {
    const message =
      "The configuration holds what looks like a secret, in a check, an allowed command or a URL; take it from an environment variable there instead.";
    return failure("invalid-input", message);
  }
  if (!settings.sandbox) return command;
  const sandbox = await settleSandbox(settings.sandbox, environment.HOME ?? "");
  return "code" in sandbox ? sandbox : { ...command, settings: { ...settings, sandbox } };
}

/** @param run its id. */
export function firstFacts(options: EngineOptions, run: string, command: StartRun): Fact[] {
  const { prompt, folder, role, settings, notices, origin } = command;
  const { enabled, threshold } = settings;
  const decided = settings.session
    ? sessionRoute(prompt)
    : route(prompt, { enabled, threshold, ...(role ? { role } : {}) });
  const prefix = decided.forced === "prefix" ? (decided.decision as "orchestrate" | "single") : null;
  const started: RunStarted = {
    type: "run.started",
    run,
    prompt: decided.prompt,
    prefix,
    chosenRole: role,
    folder,
    root: folder,
    settings,
    notices,
    product: options.product,
    origin,
  };
  const { decision, estimatedLines, reasons, forced } = decided;
  const routed: Fact = { type: "run.routed", decision, estimatedLines, reasons, forced };
  return [
    started,
    ...runPurses(settings.capMicros).map((purse) => ({ type: "purse.opened" as const, ...purse })),
    // Where the rules are unsure and a router model is configured, it is the first that is asked.
    ...(asksRouter(settings, decided) ? [] : [routed]),
  ];
}
