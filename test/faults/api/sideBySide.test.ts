// What a fault of one task means for those beside it: a rate limit slows everybody on its key, whatever their model, and
// a request that is refused for good ends nobody else.
import { expect, it } from "vitest";
import type { ScriptRequest } from "../../../src/demo/modelServer/script";
import { testSettings } from "../../fakes/testSettings";
import { call, door, end, familyStage, give, meetingOf, nameOf, scriptOfParts } from "../../tree/stage";
import { tally } from "../tally";

const play = familyStage();

const readers = ["#r1", "#r2", "#r3", "#r4", "#r5", "#r6"];
const waitMs = 60_000;
const look = [call("read_file", { path: "readme.txt" })];
const lookAgain = [call("list_files", {})];

interface Sleeper {
  at: number;
  wake(): void;
}

/** A clock that stands still while it is held; else whoever sleeps wakes in turn, and finds the time passed. */
function stillClock() {
  let now = 1_000_000;
  let held = false;
  let sleepers: Sleeper[] = [];
  let told = () => {};
  const wakeNext = () => {
    if (held) return;
    sleepers.sort((left, right) => left.at - right.at);
    const next = sleepers.shift();
    if (!next) return;
    now = Math.max(now, next.at);
    next.wake();
  };
  return {
    monotonic: () => now,
    sleep: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal.addEventListener("abort", () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          resolve();
        });
        told();
        setImmediate(wakeNext);
      }),
    hold: () => {
      held = true;
    },
    /** Resolves when so many sleep at once. */
    asleep: (count: number) =>
      new Promise<void>((resolve) => {
        told = () => {
          if (sleepers.length >= count) resolve();
        };
        told();
      }),
    go: () => {
      held = false;
      for (const _ of sleepers) setImmediate(wakeNext);
    },
  };
}

const answersOf = ({ messages }: ScriptRequest) => messages.filter(({ role }) => role === "assistant").length;

it("a rate limit of one task holds back all tasks on its key", async () => {
  const clock = stillClock();
  const allHere = meetingOf(readers.length);
  const allAgain = meetingOf(readers.length);
  const refusedDoor = door();
  const after: { name: string; at: number }[] = [];
  let refusedAt = 0;
  let lateCame = () => {};
  const late = new Promise<void>((resolve) => {
    lateCame = resolve;
  });
  const parts = scriptOfParts({
    "#root": [readers.map((name, at) => give(at < 4 ? "ask" : "reviewer", name)), [end("done")]],
    ...Object.fromEntries(
      readers.map((name, at) => [name, [look, lookAgain, at < 4 ? { text: name } : [end(name)]]]),
    ),
  });
  const one = await play({
    ports: { monotonic: clock.monotonic, sleep: clock.sleep },
    async script(request) {
      const name = nameOf(request);
      if (!readers.includes(name)) return parts(request);
      if (answersOf(request) === 0) await allHere();
      if (refusedAt > 0) {
        after.push({ name, at: clock.monotonic() });
        lateCame();
      } else if (answersOf(request) === 1) {
        await allAgain();
        if (name !== "#r1") await refusedDoor.passed;
        else {
          clock.hold();
          refusedAt = clock.monotonic();
          return {
            fault: { kind: "status", status: 429, headers: { "retry-after": String(waitMs / 1000) } },
          };
        }
      }
      return parts(request);
    },
  });
  const refused = await one.until(({ type }) => type === "turn.retried");
  refusedDoor.open();
  // The task that was refused sleeps, and so does the gate before everybody else; or somebody went through it.
  await Promise.race([clock.asleep(2), late]);
  clock.go();
  expect(await one.ended()).toEqual({ kind: "ended" });
  const during = after.filter(({ at }) => at < refusedAt + waitMs);
  tally({
    what: "a rate limit slows the whole key: requests of 5 other tasks during the wait",
    tried: readers.length - 1,
    lost: during.length,
    note: `${during.length} requests during the wait (at most 1)`,
  });
  expect(refused).toMatchObject({ failure: { code: "provider-rate-limited" } });
  expect(during).toEqual([]);
  expect(new Set(after.map(({ name }) => name)).size).toBe(readers.length);
});

it("a rate limit of one run holds back the other runs of the host on its key", async () => {
  const clock = stillClock();
  const asked: number[] = [];
  let refusedAt = 0;
  let lateCame = () => {};
  const late = new Promise<void>((resolve) => {
    lateCame = resolve;
  });
  const one = await play({
    prompt: "#first Look.",
    role: "ask",
    ports: { monotonic: clock.monotonic, sleep: clock.sleep },
    script(request) {
      if (nameOf(request) === "#second") {
        asked.push(clock.monotonic());
        lateCame();
      } else if (refusedAt === 0) {
        clock.hold();
        refusedAt = clock.monotonic();
        return { fault: { kind: "status", status: 429, headers: { "retry-after": String(waitMs / 1000) } } };
      }
      return { text: "Seen." };
    },
  });
  await one.until(({ type }) => type === "turn.retried");
  const { engine, folder, server } = one;
  const origin = { kind: "person", via: "test" } as const;
  const settings = testSettings(server.url);
  const started = await engine.start({
    ...{ prompt: "#second Look.", role: "ask", notices: [] },
    ...{ folder, settings, origin },
  });
  await Promise.race([clock.asleep(2), late]);
  clock.go();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(started.ok && (await engine.settled(started.run))).toEqual({ kind: "ended" });
  const lost = asked.filter((at) => at < refusedAt + waitMs);
  tally({ what: "a rate limit slows the other runs of the host", tried: asked.length, lost: lost.length });
  expect(asked).toHaveLength(1);
  expect(lost).toEqual([]);
});

it.each([
  400, 403, 404,
])("a task that is refused with %i ends or waits alone, and the others go on", async (status) => {
  const parts = scriptOfParts({
    "#root": [[give("ask", "#bad"), give("ask", "#good")], [end("done")]],
    "#bad": [look, { fault: { kind: "status", status } }],
    "#good": [look, lookAgain, { text: "All is well." }],
  });
  const one = await play({ script: parts });
  const told = await one.ended();
  const good = await one.task("#good");
  expect(good).toMatchObject({ status: "done" });
  // A key that has no rights is a person's to mend: the run waits for it, and the other has its answer already.
  if (status === 403) expect(told).toMatchObject({ kind: "paused" });
  else {
    expect(told).toEqual({ kind: "ended" });
    expect((await one.task("#bad")).failure?.code).toBe("provider-invalid-request");
  }
});
