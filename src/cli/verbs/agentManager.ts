// `agent-manager <verb>`: many agents at once, each in a worktree of its own, from task to one merged result.
import { exitCode } from "../exitCode";
import { verbHelp } from "../help";
import type { Verb } from "../verb";

export const agentManager: Verb = {
  name: "agent-manager",
  about: "many agents at once, each in its own worktree, merged after review",
  takes: "<verb>",
  most: 0,
  options: [],
  notes: [
    'One session: start "<task>", status --watch, review, diff, merge --approve, cleanup.',
    "`kilo-code agent-manager <verb> --help` tells what a verb takes. Each works from any terminal, on the latest",
    "session of this folder or on the one that --session-id names; --json gives data.",
  ],
  below: [
    { name: "start", load: async () => (await import("../agentManager/verbs/start")).start },
    { name: "status", load: async () => (await import("../agentManager/verbs/status")).status },
    { name: "logs", load: async () => (await import("../agentManager/verbs/logs")).logs },
    { name: "review", load: async () => (await import("../agentManager/verbs/review")).review },
    { name: "diff", load: async () => (await import("../agentManager/verbs/diff")).diff },
    { name: "merge", load: async () => (await import("../agentManager/verbs/merge")).merge },
    { name: "conflicts", load: async () => (await import("../agentManager/verbs/conflicts")).conflicts },
    { name: "resolve", load: async () => (await import("../agentManager/verbs/resolve")).resolve },
    { name: "restart", load: async () => (await import("../agentManager/verbs/restart")).restart },
    { name: "recreate", load: async () => (await import("../agentManager/verbs/recreate")).recreate },
    { name: "stop", load: async () => (await import("../agentManager/verbs/stop")).stop },
    { name: "resume", load: async () => (await import("../agentManager/verbs/resume")).resume },
    { name: "cleanup", load: async () => (await import("../agentManager/verbs/cleanup")).cleanup },
    { name: "undo", load: async () => (await import("../agentManager/verbs/undo")).undo },
    { name: "sessions", load: async () => (await import("../agentManager/verbs/sessions")).sessions },
    { name: "drive", load: async () => (await import("../agentManager/verbs/drive")).drive },
  ],
  async run(_, host) {
    host.print(await verbHelp(agentManager));
    return exitCode.usage;
  },
};
