// The list of verbs. Adding one is its file and a line here. Each is loaded only when it is asked for.
import type { ListedVerb } from "../verb";

export const verbs: readonly ListedVerb[] = [
  { name: "run", load: async () => (await import("./run")).run },
  { name: "runs", load: async () => (await import("./runs")).runs },
  { name: "status", load: async () => (await import("./status")).status },
  { name: "tree", load: async () => (await import("./tree")).tree },
  { name: "logs", load: async () => (await import("./logs")).logs },
  { name: "show", load: async () => (await import("./show")).show },
  { name: "audit", load: async () => (await import("./audit")).audit },
  { name: "resume", load: async () => (await import("./resume")).resume },
  { name: "approve", load: async () => (await import("./approve")).approve },
  { name: "reject", load: async () => (await import("./reject")).reject },
  { name: "steer", load: async () => (await import("./steer")).steer },
  { name: "pause", load: async () => (await import("./pause")).pause },
  { name: "restart", load: async () => (await import("./restart")).restart },
  { name: "cancel", load: async () => (await import("./cancel")).cancel },
  { name: "undo", load: async () => (await import("./undo")).undo },
  { name: "agent-manager", load: async () => (await import("./agentManager")).agentManager },
  { name: "worker", load: async () => (await import("./worker")).worker },
  { name: "config", load: async () => (await import("./config")).config },
  { name: "models", load: async () => (await import("./models")).models },
  { name: "roles", load: async () => (await import("./roles")).rolesVerb },
  { name: "route", load: async () => (await import("./route")).routeVerb },
  { name: "policy", load: async () => (await import("./policy")).policyVerb },
  { name: "trust", load: async () => (await import("./trust")).trust },
  { name: "demo", load: async () => (await import("./demo")).demo },
];
