/** How soon silence counts, of machines and of who sends them commands: sooner than usual, for tests wait for it. */
export const timing = { beatMs: 200, silentMs: 3_000 };
