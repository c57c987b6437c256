// Clocks that jump: Date.now of this process is made to say something else at every other look, back and forth.
export interface Jump {
  name: string;
  ms: number;
  /** Time zone the process is in meanwhile. */
  zone?: string;
  /** What the clock says at the beginning; the real time where it is not given. */
  from?: number;
}

const hour = 3_600_000;
const year = 365 * 24 * hour;

export const jumps: Jump[] = [
  { name: "an hour ahead", ms: hour },
  { name: "an hour back", ms: -hour },
  { name: "a year ahead", ms: year },
  { name: "a year back", ms: -year },
  { name: "summer time begins", ms: hour, zone: "America/New_York", from: Date.UTC(2026, 2, 8, 6, 59, 58) },
  { name: "summer time ends", ms: -hour, zone: "Europe/Berlin", from: Date.UTC(2026, 9, 25, 0, 59, 58) },
  { name: "a clock that was never set", ms: hour, from: 1000 },
  { name: "over the end of 32-bit seconds", ms: hour, from: Date.UTC(2038, 0, 19, 3, 14, 6) },
  { name: "out of this century and back", ms: 100 * year },
  { name: "some milliseconds back", ms: -7 },
];

/** Runs work while the clock jumps at every other look. */
export async function whileJumping<Value>(jump: Jump, work: () => Promise<Value>): Promise<Value> {
  const real = Date.now;
  const zone = process.env.TZ;
  const offset = jump.from === undefined ? 0 : jump.from - real();
  let looks = 0;
  Date.now = () => {
    looks += 1;
    return real() + offset + (looks % 2 === 0 ? jump.ms : 0);
  };
  if (jump.zone !== undefined) process.env.TZ = jump.zone;
  try {
    return await work();
  } finally {
    Date.now = real;
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
}
