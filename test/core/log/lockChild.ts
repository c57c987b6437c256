// A process of its own that opens a run and does what it is told, line by line. Started by lock.test.ts, bundled.
import { createInterface } from "node:readline";
import { createJsonlStore } from "../../../src/core/log/jsonlStore";
import { FailureError } from "../../../src/protocol/failure";

const [folder = "", lease = "15000", beat = "5000"] = process.argv.slice(2);
const store = createJsonlStore(folder, { leaseMs: Number(lease), heartbeatMs: Number(beat), observeMs: 100 });
const say = (words: string) => process.stdout.write(`${words}\n`);

async function obey(line: string): Promise<void> {
  const [order, argument = ""] = line.split(" ");
  if (order === "open") {
    const opened = await store.open(Date.now());
    say(
      opened.ok
        ? `opened ${opened.value.epoch} ${opened.value.log.events.length}`
        : `refused ${opened.failure.code}`,
    );
  } else if (order === "append") {
    try {
      say(`appended ${store.append([{ type: "notice.given", text: argument }], Date.now())[0]?.seq}`);
    } catch (thrown) {
      say(`failed ${thrown instanceof FailureError ? thrown.failure.code : String(thrown)}`);
    }
  } else if (order === "burst") {
    // Appends until it is killed or loses the run.
    try {
      for (let number = 0; ; number++) {
        store.append([{ type: "notice.given", text: `${number}` }], Date.now());
        if (number === Number(argument)) say("bursting");
      }
    } catch (thrown) {
      say(`failed ${thrown instanceof FailureError ? thrown.failure.code : String(thrown)}`);
      process.exit(0);
    }
  } else if (order === "close") {
    await store.close();
    say("closed");
  }
}

let last: Promise<void> = Promise.resolve();
createInterface({ input: process.stdin }).on("line", (line) => {
  last = last.then(() => obey(line));
});
say(`ready ${process.pid}`);
