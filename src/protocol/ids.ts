// The names of things in a log. All are made by the engine and derived from their parent where a repeat
// after a crash must find the first (a task of a tool call, a turn of a task), never random then.

/** `20261121-022646-k3f9`: start time (UTC) and four random letters. */
export type RunId = string;
/** `t1`, `t2` … in the order of creation. */
export type TaskId = string;
/** `s1`, `s2` … in the order of the accepted plan. */
export type StepId = string;
/** `t1.4`: the fourth turn of task t1. */
export type TurnId = string;
/** `t1.4#2`: the second attempt at a turn's model request. */
export type ModelCallId = string;
/** `t1.4.1`: the first tool call of turn t1.4. */
export type ToolCallId = string;
/** `plan:t1.4.1`, `subtask:s2`, `command:t3.2.1` …: kind and what it is about. */
export type ApprovalId = string;
/** `run`, `report`, or a task id: who holds the money. */
export type PurseId = string;
/** `c1`, `c2` … in the order they were taken. */
export type CheckpointId = string;
/** `npm-test`, `pytest` …: stable within a run. */
export type CheckId = string;
/** SHA-256 in lower-case hex of a blob's bytes. */
export type Hash = string;
/** Milliseconds since 1970 by the host's clock. */
export type Timestamp = number;
