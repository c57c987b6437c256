// What both SDKs are told so that they say nothing and wait for nobody: our timers and our log are the only ones.
// Their clients are kept between calls.
import type { Endpoint } from "./dialect";

const quiet = (): void => undefined;

/** The SDKs log to stdout by default, where the CLI writes JSON lines. */
export const silentLogger = { error: quiet, warn: quiet, info: quiet, debug: quiet };

/** Milliseconds until the SDK itself gives up on an answer's head; watchdog.ts is always earlier. */
export const sdkTimeoutMs = 600_000;

/** A client for each address, made anew only where the key changed. */
export function keepClients<Client>(make: (endpoint: Endpoint) => Client): (endpoint: Endpoint) => Client {
  const kept = new Map<string, { key: string; client: Client }>();
  return (endpoint) => {
    const known = kept.get(endpoint.baseUrl);
    if (known?.key === endpoint.key) return known.client;
    const client = make(endpoint);
    kept.set(endpoint.baseUrl, { key: endpoint.key, client });
    return client;
  };
}
