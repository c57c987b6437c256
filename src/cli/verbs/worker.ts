// `worker`: this machine takes shell commands of agents whose session runs on another one, until it is interrupted.
import { createCredentials } from "../../core/config/credentials";
import { kiloHome } from "../../core/config/kiloHome";
import { startWorker, type WorkerWishes } from "../../core/host/otherMachines";
import { failure } from "../../protocol/failure";
import { exitCode } from "../exitCode";
import { type Host, refuse } from "../host";
import { workerOf } from "../openEngine";
import { visibleLine } from "../text/visibleText";
import type { Verb } from "../verb";
import { version } from "../version";

const most = 64;

export const worker: Verb = {
  name: "worker",
  about: "take shell commands of agents of sessions on other machines, over Redis",
  takes: "",
  most: 0,
  options: [
    {
      name: "redis",
      value: "address",
      about: "redis://host:port, or rediss:// with TLS; else KILO_REDIS_URL",
    },
    { name: "concurrency", value: "N", about: `agents at once, 1 to ${most}; 1 where not given` },
    { name: "name", value: "name", about: "how this machine is called; its host name where not given" },
  ],
  notes: [
    'A session sends its commands away where config.toml says [workers] executor = "bullmq".',
    "Whoever can write to that Redis can run commands here, as you: use one of your own, with a password and TLS.",
    "Needs the packages bullmq and ioredis: npm install --prefix ~/.kilo bullmq@6.7.0 ioredis@6.0.0",
  ],
  async run(input, host) {
    const concurrency = Number(input.value("concurrency") ?? "1");
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > most)
      return refuse(host, failure("invalid-input", `--concurrency is a whole number from 1 to ${most}.`));
    const { workerEntry } = workerOf();
    if (workerEntry === undefined)
      return refuse(host, failure("not-found", "worker.cjs is not beside this program; install it again."));
    const { variables } = host.environment;
    const secret = createCredentials({ env: variables, home: kiloHome(variables) });
    const started = await startWorker(host.environment, secret, {
      redis: input.value("redis") ?? null,
      concurrency,
      name: input.value("name") ?? null,
      entry: workerEntry,
      product: `kilo-code ${version}`,
      onEvent: (event) => host.print(visibleLine(lineOf(event))),
    });
    if (!started.ok) return refuse(host, started.failure);
    const agents = concurrency === 1 ? "one agent" : `${concurrency} agents`;
    host.say(`Taking commands of ${agents} at once from ${started.value.shown}. Ctrl+C ends it.`);
    await interrupted(host);
    await started.value.close();
    return exitCode.done;
  },
};

function lineOf(event: Parameters<WorkerWishes["onEvent"]>[0]): string {
  if (event.type === "refused") return `refused: ${event.why}`;
  const who = `${event.agent} of ${event.run}`;
  return event.type === "taken" ? `taken: ${who}` : `ended: ${who} (${event.why})`;
}

/** The second signal ends the program at once. */
function interrupted(host: Host): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    host.onInterrupt(() => {
      if (asked) host.kill(exitCode.interrupted);
      asked = true;
      resolve();
    });
  });
}
