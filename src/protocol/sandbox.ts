// What holds the shell commands of a run beside the policy: sealed when it starts, and said in the same words everywhere.
// Plain data; absent in logs of older versions, whose commands ran with the user's rights.

export interface SandboxSettings {
  /** What was asked for: `auto` where it works, `require` or no run at all, `off`. */
  mode: "auto" | "off" | "require";
  /** `ask`: a command that wants the network asks once per run. `off`: none has it. `on`: all have it. */
  network: "ask" | "off" | "on";
  /** Folders beside the project that commands may write, as the user's own configuration names them. */
  write: string[];
  /** What was found when the run started; the whole run keeps to it. Set by the engine. */
  kind?: "bubblewrap" | "seatbelt" | "none";
  /** Why there is none: a few words. */
  why?: string;
}

const names = { bubblewrap: "bubblewrap", seatbelt: "Seatbelt" } as const;

const networkWords = {
  ask: "no network but what you allow",
  off: "no network",
  on: "with the network",
} as const;

/** One sentence for a person: what holds the commands, or that nothing does. */
export function sandboxWords({ kind = "none", why, network }: SandboxSettings): string {
  if (kind === "none") return `No sandbox: commands run with your rights${why ? ` (${why})` : ""}.`;
  return `Sandbox: ${names[kind]}; commands write only to the project and temporary files, ${networkWords[network]}.`;
}
