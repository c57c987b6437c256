// What holds where nothing is configured. Every figure is one a user can change; design sections 5 to 8 give the reasons.
import type { ApprovalKind } from "../../protocol/approval";
import type { RunLimits } from "../../protocol/settings";

export const defaultSettings = {
  enabled: true,
  /** Lines edited, above which a task is broken down. */
  threshold: 50,
  maxIterations: 4,
  budgetUsd: 2.5,
  isolation: "workspace",
  retentionGb: 1,
  sandbox: { mode: "auto", network: "ask" },
} as const;

export const defaultLimits: Required<RunLimits> = {
  turnsPerTask: 60,
  commandWallMs: 600_000,
  commandIdleMs: 120_000,
  checkWallMs: 1_800_000,
  checkIdleMs: 300_000,
  tasksPerRun: 200,
  spawnDepth: 3,
  childrenPerTask: 50,
  maxOutputTokens: 16_000,
};

/** Edits inside a trusted folder follow a checkpoint and do not ask; everything else does. */
export const defaultApprove: Readonly<Record<ApprovalKind, "ask" | "auto">> = {
  plan: "ask",
  subtask: "ask",
  completion: "ask",
  command: "ask",
  edit: "auto",
  merge: "ask",
  budget: "ask",
  trust: "ask",
  mcp: "ask",
  question: "ask",
};
