// A machine as a process of its own, for tests: tells what it does as lines of JSON, and ends politely when it is asked to.
import { startMachine } from "../../../../src/core/fleet/remote/machine";
import { createNodePorts } from "../../../../src/core/host/nodePorts";
import { timing } from "./timing";

const [url = "", home = "", name = "", entry = "", concurrency = "1"] = process.argv.slice(2);
const tell = (event: unknown) => process.stdout.write(`${JSON.stringify(event)}\n`);

async function main(): Promise<void> {
  const machine = await startMachine({
    ...{ url, home, name, entry, concurrency: Number(concurrency) },
    environment: process.env,
    ports: createNodePorts(
      async () => undefined,
      () => undefined,
    ),
    product: "test 1",
    onEvent: tell,
    timing,
  });
  tell({ type: "up" });
  process.once("SIGTERM", () => void machine.close().then(() => process.exit(0)));
}

void main().catch((thrown: Error) => {
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = 1;
});
