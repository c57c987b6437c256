// What both SDKs are told so that they say nothing and wait for nobody: our timers and our log are the only ones.

const quiet = (): void => undefined;

/** The SDKs log to stdout by default, where the CLI writes JSON lines. */
export const silentLogger = { error: quiet, warn: quiet, info: quiet, debug: quiet };

/** Milliseconds until the SDK itself gives up on an answer's head; watchdog.ts is always earlier. */
export const sdkTimeoutMs = 600_000;
