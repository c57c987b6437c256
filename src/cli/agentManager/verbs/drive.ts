// `agent-manager drive`: what a detached driver runs. It reads its order from stdin, prints one line, and from then on
// writes nothing to anybody; the log tells. It ends when the session has ended or rests.
import { join } from "node:path";
import { createCredentials } from "../../../core/config/credentials";
import { kiloHome } from "../../../core/config/kiloHome";
import type { Engine } from "../../../core/engine";
import { runsPathOf } from "../../../core/host/runsPath";
import {
  type DriverAnswer,
  type DriverOrder,
  driverLogName,
  moveDriverLog,
} from "../../../core/host/sessionDriver";
import type { Origin } from "../../../protocol/approval";
import { type Failure, failure, toFailure } from "../../../protocol/failure";
import { exitCode, exitCodeOfFailure } from "../../exitCode";
import type { Host } from "../../host";
import { openEngine } from "../../openEngine";
import { personHere } from "../../person";
import type { Verb } from "../../verb";

export const drive: Verb = {
  name: "agent-manager drive",
  about: "drive a session without a terminal; `start` and `resume` call it",
  takes: "",
  most: 0,
  hidden: true,
  options: [],
  async run(_, host) {
    // Who started it may be killed before it reads the one line; the session is begun by then, and goes on.
    host.outliveReader();
    const answer = (told: DriverAnswer) => host.print(JSON.stringify(told));
    const refused = (cause: Failure) => {
      answer({ ok: false, failure: cause });
      return exitCodeOfFailure(cause);
    };
    const origin = personHere(host);
    if (!origin.ok) return refused(origin.failure);
    const order = await readOrder(host);
    if (!order) return refused(failure("invalid-input", "A driver reads its order as JSON from stdin."));
    const { home, variables, pid } = host.environment;
    const own = createCredentials({ env: variables, home: kiloHome({ HOME: home, ...variables }) });
    const { engine } = openEngine(host, {
      // Whoever answers does so from another process, through the inbox.
      interactive: true,
      secret: async (name) => order.keys?.[name] ?? (await own(name)),
      live: () => {},
      retainBytes: order.retainBytes,
    });
    const begun = await begin(engine, order, origin.value).catch((thrown: unknown) => ({
      ok: false as const,
      failure: toFailure(thrown),
    }));
    if (!begun.ok) return refused(begun.failure);
    const { run } = begun;
    if (order.start && order.log)
      moveDriverLog(order.log, join(runsPathOf(host.environment).path, run, driverLogName));
    // A terminal that closes is nothing to a driver; being told to end means to rest durably.
    const forget = host.onInterrupt((signal) => {
      if (signal !== "SIGHUP") void engine.close();
    });
    const settled = engine.settled(run);
    answer({ ok: true, run, pid });
    await settled;
    forget();
    await engine.close();
    return exitCode.done;
  },
};

function begin(engine: Engine, order: DriverOrder, origin: Origin) {
  const { start, resume } = order;
  if (start) return engine.start({ ...start, origin });
  const { run = "", budgetMicros } = resume ?? {};
  return engine.resume(run, { origin, ...(budgetMicros === undefined ? {} : { budgetMicros }) });
}

async function readOrder(host: Host): Promise<DriverOrder | null> {
  const lines: string[] = [];
  for await (const line of host.inputLines()) lines.push(line);
  try {
    const order = JSON.parse(lines.join("\n")) as DriverOrder | null;
    return order && typeof order === "object" && (order.start || order.resume) ? order : null;
  } catch {
    return null;
  }
}
