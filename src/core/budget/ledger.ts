// Money reserved before it can be spent. One ledger for a run's whole tree of agents: a purse draws from its parent,
// so a reservation must fit every purse up to the top. Synchronous, so no two callers can both see the same money.
// It never forgets: whatever a provider billed is booked in full, even past a cap, and said.
import { FailureError, failure, type Result } from "../../protocol/failure";
import { formatMicros, type Micros, type Purse } from "../../protocol/money";
import { wholeNumber } from "./microsFor";

export interface Reservation {
  id: string;
  purse: string;
  worst: Micros;
}

export interface Settlement {
  /** Micro-dollars booked beyond what was reserved; 0 where the worst case held. */
  overrun: Micros;
}

export interface Ledger {
  /** Opens a purse that draws from `parent`. Throws for a name that is taken or a parent that is not there. */
  open(purse: string, parent: string | null, cap: Micros): void;
  /**
   * Sets money aside for one attempt. Admitted only if spent + reserved + worst fits the cap of the purse and of every
   * purse it draws from; else `budget-exhausted`. A worst case of 0 (free, subscription) is always admitted.
   */
  reserve(id: string, purse: string, worst: Micros): Result<void>;
  /** Books what a reserved attempt cost and gives the rest back. Each reservation is settled once. */
  settle(id: string, actual: Micros): Settlement;
  /** A person's new cap for a purse; `invalid-input` where it is below the present one. */
  raise(purse: string, cap: Micros): Result<void>;
  /** What a new reservation may be at most; 0 where a purse up the chain is overdrawn. */
  left(purse: string): Micros;
  /** A copy of the purses, in the form the folded view keeps them. */
  purses(): Record<string, Purse>;
  /** Reservations that were not settled yet. */
  reservations(): Reservation[];
}

/**
 * @param purses from the folded view: `spent` and `reserved` of a purse include those of the purses that draw from it.
 * @param reservations open ones from before a restart, so that they can still be settled; already in `purses`.
 */
export function createLedger(
  purses: Record<string, Purse>,
  reservations: Iterable<Reservation> = [],
): Ledger {
  const known = new Map<string, Purse>();
  const open = new Map<string, Reservation>();
  for (const [name, purse] of Object.entries(purses)) known.set(name, checkedPurse(name, purse));
  for (const reservation of reservations) open.set(reservation.id, { ...reservation });

  return {
    open(name, parent, cap) {
      if (known.has(name)) throw misuse(`The purse ${name} is open already.`);
      if (parent !== null) chainOf(known, parent);
      const purse: Purse = { cap: wholeNumber(cap, "cap"), spent: 0, reserved: 0 };
      known.set(name, parent === null ? purse : { ...purse, parent });
    },
    reserve(id, name, worst) {
      wholeNumber(worst, "worst");
      if (open.has(id)) throw misuse(`The reservation ${id} is open already.`);
      const chain = chainOf(known, name);
      for (const [holder, purse] of chain) {
        if (worst > 0 && purse.spent + purse.reserved + worst > purse.cap)
          return refused(holder, purse, worst);
      }
      for (const [, purse] of chain) purse.reserved += worst;
      open.set(id, { id, purse: name, worst });
      return { ok: true, value: undefined };
    },
    settle(id, actual) {
      wholeNumber(actual, "actual");
      const reservation = open.get(id);
      if (!reservation) throw misuse(`There is no open reservation ${id}.`);
      open.delete(id);
      for (const [, purse] of chainOf(known, reservation.purse)) {
        purse.reserved -= reservation.worst;
        purse.spent += actual;
      }
      return { overrun: Math.max(0, actual - reservation.worst) };
    },
    raise(name, cap) {
      const [top] = chainOf(known, name);
      if (!top) throw misuse(`There is no purse ${name}.`);
      const purse = top[1];
      if (wholeNumber(cap, "cap") < purse.cap) return lowered(purse.cap, cap);
      purse.cap = cap;
      return { ok: true, value: undefined };
    },
    left(name) {
      let least = Number.MAX_SAFE_INTEGER;
      for (const [, purse] of chainOf(known, name))
        least = Math.min(least, purse.cap - purse.spent - purse.reserved);
      return Math.max(0, least);
    },
    purses: () => Object.fromEntries([...known].map(([name, purse]) => [name, { ...purse }])),
    reservations: () => [...open.values()].map((reservation) => ({ ...reservation })),
  };
}

/** The purse and all it draws from, nearest first. */
function chainOf(known: Map<string, Purse>, name: string): [string, Purse][] {
  const chain: [string, Purse][] = [];
  for (let next: string | undefined = name; next !== undefined; ) {
    const purse: Purse | undefined = known.get(next);
    if (!purse) throw misuse(`There is no purse ${next}.`);
    if (chain.length > known.size) throw misuse(`The purse ${name} draws from itself.`);
    chain.push([next, purse]);
    next = purse.parent;
  }
  return chain;
}

function checkedPurse(name: string, purse: Purse): Purse {
  for (const part of ["cap", "spent", "reserved"] as const)
    wholeNumber(purse[part], `${part} of purse ${name}`);
  return { ...purse };
}

function refused(name: string, purse: Purse, worst: Micros): Result<never> {
  const left = formatMicros(Math.max(0, purse.cap - purse.spent - purse.reserved));
  const message = `The next request may cost ${formatMicros(worst)} and ${left} is left of ${formatMicros(purse.cap)}; raise the budget to go on.`;
  return { ok: false, failure: failure("budget-exhausted", message, name) };
}

function lowered(present: Micros, wanted: Micros): Result<never> {
  const message = `A budget can only be raised: it is ${formatMicros(present)}, and ${formatMicros(wanted)} is less.`;
  return { ok: false, failure: failure("invalid-input", message) };
}

function misuse(message: string): FailureError {
  return new FailureError(failure("internal", message));
}
