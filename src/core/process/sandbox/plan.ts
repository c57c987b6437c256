// What the commands of a run share of their sandbox. Plain data, so that it can be handed to an agent's process.

export interface SandboxPlan {
  kind: "bubblewrap" | "seatbelt";
  /** True where every command has the network. */
  network: boolean;
  /** Whether a command may ask for the network where not every one has it. */
  mayAsk: boolean;
  /** Folders beside the project that commands may write. */
  write: string[];
  /** The user's folder, which agents' trees look into for what is shared; shown where it would be covered. */
  project: string;
  /** The product's own folder, which is hidden: logs, keys, configuration. */
  state: string;
  /** Folder that stands in for the system's one for temporary files; made where it is missing. */
  temporary: string;
}
