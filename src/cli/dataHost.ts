// The host of a verb that was asked for data: who reads that reads no sentences, so a failure is data too.
import type { Host } from "./host";

/** The same host; a failure is one JSON object as well, where nothing was printed before it. */
export function dataHost(host: Host): Host {
  let hasPrinted = false;
  const print = (text: string) => {
    hasPrinted = true;
    host.print(text);
  };
  return {
    ...host,
    print,
    refused: ({ code, message }) => {
      if (!hasPrinted) print(JSON.stringify({ error: { code, message } }));
    },
  };
}
