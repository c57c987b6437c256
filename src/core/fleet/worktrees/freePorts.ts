// Looks for TCP ports nobody listens on, by listening for a moment on the loopback addresses. Opens nothing to a network.
import { createServer } from "node:net";

/** Below the range systems hand out by themselves, so that a client's port is never a leased one. */
export const portRange = { from: 20_000, to: 29_999 } as const;

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.unref();
    // An address family this system does not have takes no port.
    server.once("error", (thrown: NodeJS.ErrnoException) =>
      answer(thrown.code === "EADDRNOTAVAIL" || thrown.code === "EAFNOSUPPORT"),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => answer(true)));
  });
}

/** True where nothing listens on the port on either loopback address. */
export async function isFreePort(port: number): Promise<boolean> {
  const answers = await Promise.all(["127.0.0.1", "::1"].map((host) => canListen(port, host)));
  return answers.every(Boolean);
}

/**
 * As many free ports as asked, none of them in `taken`; fewer where the range is used up.
 * @param start where in the range to begin, 0 up to 1
 */
export async function findPorts(count: number, taken: ReadonlySet<number>, start: number): Promise<number[]> {
  const size = portRange.to - portRange.from + 1;
  const first = Math.floor(start * size);
  const found: number[] = [];
  for (let step = 0; step < size && found.length < count; step += 1) {
    const port = portRange.from + ((first + step) % size);
    if (!taken.has(port) && (await isFreePort(port))) found.push(port);
  }
  return found;
}
