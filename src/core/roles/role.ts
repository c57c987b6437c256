// The contract of a role: who does a task. Its words, its tools, its lane, its rights. Plain data, so that a run can be
// sealed with it; the shape is the protocol's.
export type { RoleDefinition as Role } from "../../protocol/settings";
