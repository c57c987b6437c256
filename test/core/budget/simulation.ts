// A simulated run of many agents against the real ledger: long-tailed answers, disconnects, missing usage, restarts.
// It is a simulation and called one: no model is asked. What providers bill is summed apart from the ledger, exactly.
import { costOf } from "../../../src/core/budget/costOf";
import { firstInputBound, nextInputBound } from "../../../src/core/budget/inputBound";
import { createLedger, type Ledger } from "../../../src/core/budget/ledger";
import { pickTier } from "../../../src/core/budget/priceTier";
import { runPurses } from "../../../src/core/budget/runPurses";
import { clampOutput, worstCase } from "../../../src/core/budget/worstCase";
import {
  inputTokens,
  type Micros,
  type Price,
  type PriceTier,
  type Usage,
} from "../../../src/protocol/money";

export interface SimulatedRun {
  agents: number;
  cap: Micros;
  /** Micro-dollars the ledger has booked when nothing more fits. */
  booked: Micros;
  /** Booked beyond what the run's purse allows. */
  overshoot: Micros;
  /** What the providers billed, in millionths of a micro-dollar, summed exactly. */
  billed: bigint;
  calls: number;
  restarts: number;
}

interface Agent {
  purse: string;
  price: Price & { kind: "tokens" };
  /** Tokens of the conversation so far as the provider counts them; null before the first turn of a task. */
  counted: number | null;
  addedBytes: number;
}

interface Flight {
  at: number;
  agent: Agent;
  id: string;
  worst: Micros;
  inputBound: number;
  maxTokens: number;
}

const dollars = (
  input: number,
  output: number,
  cacheRead: number,
  cacheWrite: number,
  above = 0,
): PriceTier => ({
  above,
  input: Math.round(input * 1_000_000),
  output: Math.round(output * 1_000_000),
  cacheRead: Math.round(cacheRead * 1_000_000),
  cacheWrite: Math.round(cacheWrite * 1_000_000),
});
const tokens = (...tiers: PriceTier[]) => ({ kind: "tokens" as const, tiers, source: "simulation" });

/** Prices of the kinds there are: three sizes of model, one of them with a dearer tier for long inputs. */
const prices = [
  tokens(dollars(5, 25, 0.5, 6.25)),
  tokens(dollars(3, 15, 0.3, 3.75)),
  tokens(dollars(1, 5, 0.1, 1.25)),
  tokens(dollars(2, 10, 0.2, 2.5), dollars(4, 15, 0.4, 5, 272_000)),
];

/** Small, fast and repeatable: the same seed gives the same run everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Runs until no agent's next request fits and none is in flight. Work is unlimited: an agent whose conversation no
 * longer fits goes on with a fresh, small task.
 */
export function simulateRun(seed: number, agents: number, cap: Micros): SimulatedRun {
  return new Simulation(seed, agents, cap).run();
}

class Simulation {
  private readonly random: () => number;
  private readonly agents: number;
  private readonly cap: Micros;
  private readonly usable: Micros;
  private ledger: Ledger;
  private flights: Flight[] = [];
  private waiting: Agent[] = [];
  private billed = 0n;
  private calls = 0;
  private restarts = 0;
  private now = 0;

  constructor(seed: number, agents: number, cap: Micros) {
    this.random = seededRandom(seed);
    this.agents = agents;
    this.cap = cap;
    this.ledger = createLedger({});
    for (const { purse, parent, cap: part } of runPurses(cap)) this.ledger.open(purse, parent, part);
    this.usable = this.ledger.left("run");
    for (let number = 0; number < agents; number += 1) this.waiting.push(this.newAgent(number));
  }

  run(): SimulatedRun {
    for (;;) {
      this.startWaiting();
      const flight = this.nextFlight();
      if (!flight) break;
      this.now = flight.at;
      this.land(flight);
      if (this.random() < 0.002) this.restart();
    }
    const booked = this.ledger.purses().run?.spent ?? 0;
    return {
      agents: this.agents,
      cap: this.cap,
      booked,
      overshoot: Math.max(0, booked - this.usable),
      billed: this.billed,
      calls: this.calls,
      restarts: this.restarts,
    };
  }

  private newAgent(number: number): Agent {
    const agent: Agent = { purse: "run", price: this.pick(prices), counted: null, addedBytes: 0 };
    // Some agents have a purse of their own that draws from the run's; the first draws on all of the run's money.
    if (number > 0 && this.random() < 0.3) {
      agent.purse = `t${number}`;
      this.ledger.open(agent.purse, "run", Math.round(this.cap * (0.02 + this.random())));
    }
    this.freshTask(agent);
    return agent;
  }

  private freshTask(agent: Agent): void {
    agent.counted = null;
    agent.addedBytes = 5_000 + Math.floor(this.random() * 3_000);
  }

  private startWaiting(): void {
    const still: Agent[] = [];
    for (const agent of this.waiting) if (!this.start(agent)) still.push(agent);
    this.waiting = still;
    if (this.flights.length > 0 || still.length === 0) return;
    // Nothing is in flight and nothing fits: long conversations are given up for fresh, small tasks.
    for (const agent of still) if (agent.counted !== null) this.freshTask(agent);
    this.waiting = still.filter((agent) => !this.start(agent));
  }

  private start(agent: Agent): boolean {
    const { price, counted, addedBytes } = agent;
    const inputBound = counted === null ? firstInputBound(addedBytes) : nextInputBound(counted, addedBytes);
    const wanted = 16_000;
    const maxTokens = clampOutput({
      left: this.ledger.left(agent.purse),
      inputBound,
      price,
      wanted,
      floor: 512,
    });
    if (maxTokens === null) return false;
    const worst = worstCase({ inputBound, maxTokens, price });
    const id = `call${this.calls}`;
    if (!this.ledger.reserve(id, agent.purse, worst).ok) return false;
    this.calls += 1;
    this.flights.push({ at: this.now + 1 + this.random() * 60, agent, id, worst, inputBound, maxTokens });
    return true;
  }

  private nextFlight(): Flight | undefined {
    let first = 0;
    for (const [index, flight] of this.flights.entries())
      if (flight.at < (this.flights[first]?.at ?? 0)) first = index;
    return this.flights.splice(first, 1)[0];
  }

  /** The provider answers, or does not; the ledger is settled the way a turn settles it. */
  private land(flight: Flight): void {
    const { agent, id, worst } = flight;
    const fate = this.random();
    const usage = this.answer(flight);
    if (fate < 0.03) {
      // Refused before a byte came: costs nothing.
      this.ledger.settle(id, 0);
    } else if (fate < 0.06) {
      // Cut off or without usage: the provider may have billed all of it, so the reservation is booked.
      this.bill(usage, agent.price);
      this.ledger.settle(id, worst);
    } else {
      this.bill(usage, agent.price);
      this.ledger.settle(id, costOf(usage, agent.price));
      agent.counted = inputTokens(usage) + usage.output;
      agent.addedBytes = Math.floor(this.longTail(600, 20_000));
      if (this.random() < 0.05) this.freshTask(agent);
    }
    this.waiting.push(agent);
  }

  private answer({ agent, maxTokens }: Flight): Usage {
    // 3 to 5 bytes a token is usual; one byte a token happens, and is the bound.
    const added = Math.floor(agent.addedBytes / (this.random() < 0.05 ? 1 : 3 + this.random() * 2));
    const all = (agent.counted ?? 0) + added;
    const cacheRead = this.random() < 0.7 ? Math.min(agent.counted ?? 0, all) : 0;
    const cacheWrite = Math.floor((all - cacheRead) * (this.random() < 0.7 ? 1 : this.random()));
    const output = Math.min(maxTokens, Math.floor(this.longTail(400, 40_000)));
    return { input: all - cacheRead - cacheWrite, cacheRead, cacheWrite, output, reasoning: 0 };
  }

  /** Log-normal with this median: most are short, a few are very long. */
  private longTail(median: number, most: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random());
    return Math.min(most, median * Math.exp(1.2 * normal));
  }

  private bill(usage: Usage, price: Price & { kind: "tokens" }): void {
    const tier = pickTier(price.tiers, inputTokens(usage));
    this.billed +=
      BigInt(usage.input) * BigInt(tier.input) +
      BigInt(usage.cacheRead) * BigInt(tier.cacheRead) +
      BigInt(usage.cacheWrite) * BigInt(tier.cacheWrite) +
      BigInt(usage.output) * BigInt(tier.output);
  }

  /** The process dies: the ledger is made again from what was written down, calls in flight are booked in full. */
  private restart(): void {
    this.restarts += 1;
    this.ledger = createLedger(this.ledger.purses(), this.ledger.reservations());
    for (const flight of this.flights.splice(0)) {
      if (this.random() < 0.5) this.bill(this.answer(flight), flight.agent.price);
      this.ledger.settle(flight.id, flight.worst);
      this.waiting.push(flight.agent);
    }
  }

  private pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.random() * values.length)] as Value;
  }
}

export interface SimulationRow {
  agents: string;
  runs: number;
  calls: number;
  restarts: number;
  /** Largest overshoot of the ledger, and of the providers' bills over the cap, in micro-dollars. */
  overshoot: Micros;
  overbilled: number;
  /** Booked at the stop, as a share of the cap. */
  meanUsed: number;
  minUsed: number;
  /** Really billed at the stop, as a share of the cap: what disconnects and missing usage leave of it. */
  meanBilled: number;
}

const groups: { agents: [number, number]; share: number }[] = [
  { agents: [1, 1], share: 0.2 },
  { agents: [2, 8], share: 0.3 },
  { agents: [9, 32], share: 0.3 },
  { agents: [33, 100], share: 0.2 },
];

/** Simulates `runs` runs with 1 to 100 agents and a cap of $2.50; the same every time. */
export function simulateMoney(runs: number, cap: Micros = 2_500_000): SimulationRow[] {
  let seed = 1;
  return groups.map(({ agents: [least, most], share }) => {
    const count = Math.round(runs * share);
    const results: SimulatedRun[] = [];
    for (let index = 0; index < count; index += 1) {
      results.push(simulateRun(seed, least + (index % (most - least + 1)), cap));
      seed += 1;
    }
    return rowOf(least === most ? `${least}` : `${least}–${most}`, results);
  });
}

function rowOf(agents: string, results: SimulatedRun[]): SimulationRow {
  const sum = (figure: (run: SimulatedRun) => number) =>
    results.reduce((total, run) => total + figure(run), 0);
  const used = results.map((run) => run.booked / run.cap);
  return {
    agents,
    runs: results.length,
    calls: sum((run) => run.calls),
    restarts: sum((run) => run.restarts),
    overshoot: Math.max(...results.map((run) => run.overshoot)),
    overbilled: Math.max(...results.map((run) => Math.max(0, Number(run.billed) / 1e6 - run.cap))),
    meanUsed: used.reduce((total, share) => total + share, 0) / results.length,
    minUsed: Math.min(...used),
    meanBilled: sum((run) => Number(run.billed) / 1e6 / run.cap) / results.length,
  };
}
