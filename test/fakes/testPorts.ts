// Ports that hold time still: a clock that counts, chance from a seed, sleeps that are over at once and remembered.

import type { Ports } from "../../src/core/ports";
import type { LiveEvent } from "../../src/protocol/event";

export interface TestPorts extends Ports {
  /** Every sleep that was asked for, milliseconds. */
  sleeps: number[];
  lives: LiveEvent[];
}

export function createTestPorts(seed = 1): TestPorts {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  let state = seed;
  const sleeps: number[] = [];
  const lives: LiveEvent[] = [];
  return {
    sleeps,
    lives,
    now: () => {
      now += 1;
      return now;
    },
    monotonic: () => performance.now(),
    random: () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    },
    secret: async () => "test-key-of-no-value",
    live: (_, event) => {
      lives.push(event);
    },
    sleep: async (ms) => {
      sleeps.push(ms);
    },
  };
}
