// `agent-manager start "<task>"`: begins a session, tells its start, and leaves it to a process of its own.
import { createClackPrompter } from "../../ask/clackPrompter";
import { atTerminal } from "../../configuration";
import { type Host, refuse } from "../../host";
import { openEngine } from "../../openEngine";
import { openSession } from "../../openSession";
import { personHere } from "../../person";
import { drivingOptions } from "../../runFlags";
import { sayBeside } from "../../sayBeside";
import { cleanText } from "../../text/cleanText";
import type { Verb } from "../../verb";
import { attendStart } from "../attendStart";
import { sessionIds } from "../findSession";
import { launchDriver } from "../launchDriver";
import { type PreparedSession, prepareSession } from "../prepareSession";
import { sayLeft } from "../sayLeft";

export const start: Verb = {
  name: "agent-manager start",
  about: "split a task into agents and start them, each in a worktree of its own",
  takes: '"<task>"',
  options: [
    {
      name: "batch-size",
      value: "number",
      about: "agents of one batch; the next begins when all have ended",
    },
    {
      name: "max-parallel",
      value: "number",
      about: "agents at work at the same time, whatever the files say",
    },
    { name: "session", value: "file.json", about: "a session file with the agents and their tasks" },
    { name: "foreground", about: "drive it here instead of in a process of its own" },
    { name: "budget", value: "dollars", about: "hard stop for the whole session, such as 10.00" },
    { name: "max-iterations", value: "number", about: "rounds of changes after the merge before it stops" },
    { name: "model", value: "role=id", repeat: true, about: "another model for a role" },
    ...drivingOptions.filter(({ name }) => name !== "json"),
    { name: "json", about: "how it began as JSON, with --foreground one fact per line; nobody is asked" },
  ],
  notes: [
    "`-` reads the task from stdin. It returns once agents work; the session goes on without this terminal.",
    "--yes answers for plan, agents, results and commands; the merge stays yours (`merge --approve`), unless the",
    "strategy is auto. What the files of a project or session widen is asked about in a terminal, key by key.",
    "Ctrl+C leaves the session at work; `kilo-code agent-manager stop` lets it rest. With --foreground it rests at once.",
    "Exit codes: 0 agents work, 3 it waits for a person, 130 after Ctrl+C.",
  ],
  async run(input, host) {
    const origin = personHere(host);
    if (!origin.ok) return refuse(host, origin.failure);
    const json = input.has("json");
    const prompter = atTerminal(host) && !json ? createClackPrompter(host.print) : null;
    const prepared = await prepareSession(host, input, prompter);
    if (!prepared.ok) return refuse(host, prepared.failure);
    for (const notice of prepared.value.start.notices) host.say(`note: ${cleanText(notice)}`);
    if (input.has("foreground"))
      return inForeground(host, prepared.value, json, input.has("require-verified"));
    const { start: begin, configuration } = prepared.value;
    const launched = await launchDriver(host, {
      start: begin,
      retainBytes: configuration.config.retentionBytes,
    });
    if (!launched.ok) return refuse(host, launched.failure);
    const { run, pid, left } = launched.value;
    const handle = openEngine(host);
    const [latest] = await sessionIds(handle);
    const named = latest === run ? "" : ` --session-id ${run}`;
    if (left) return sayLeft(host, { run, named }, pid);
    await sayBeside(host, handle, run);
    return attendStart({ host, handle, run, pid, origin: origin.value, prompter, since: 0, json, named });
  },
};

async function inForeground(
  host: Host,
  { start: begin, configuration }: PreparedSession,
  json: boolean,
  requireVerified: boolean,
): Promise<number> {
  const origin = personHere(host);
  if (!origin.ok) return refuse(host, origin.failure);
  const session = await openSession(host, { json, approved: [] });
  const { config, secret } = configuration;
  const { engine } = session.open(secret, config.retentionBytes);
  const started = await engine.start({ ...begin, origin: origin.value });
  if (!started.ok) return refuse(host, started.failure);
  const say = json ? host.say : host.print;
  say(`Session: ${started.run}`);
  return session.drive(started.run, origin.value, requireVerified || config.requireVerified);
}
