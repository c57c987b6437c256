// Sealed settings of a session for tests, and roles for its agents: the coder's, each under a name a script can tell.

import { coder } from "../../src/core/roles/coder";
import type { SessionSettings } from "../../src/protocol/session";
import type { RoleDefinition } from "../../src/protocol/settings";

export function testSession(change: Partial<SessionSettings> = {}): SessionSettings {
  return {
    name: null,
    maxParallel: 4,
    batchSize: null,
    worktreeBase: null,
    naming: {},
    agents: null,
    dependencies: {},
    merge: { strategy: "manual", autoCommit: false, requireTests: true, createPullRequest: false },
    resources: { memoryBytes: null, cpus: null, priority: "balanced" },
    include: [],
    setup: null,
    cloneDependencies: false,
    ...change,
  };
}

export function agentRole(name: string): RoleDefinition {
  const { grants: _, ...role } = coder;
  return {
    ...role,
    tools: [...role.tools],
    name,
    modes: [],
    system: `You are the ${name}. You write and run.`,
    defaults: { role: "coder" },
  };
}
