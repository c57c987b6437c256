// Agents with one long prompt: one goes first and pays for the provider's cache, the others read it. With short prompts, as
// the built-in roles have, all ask at once.
import { expect, test } from "vitest";
import type { Fact } from "../../../../src/protocol/event";
import { agentRole, testSession } from "../../../fakes/testSession";
import { type Family, familyStage, meetingOf } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";

const play = familyStage();
const names = ["a1", "a2", "a3", "a4"];

/** Four agents of one role. */
function four(words: string, meet?: () => Promise<void>) {
  const role = agentRole("wide");
  const agents = names.map((name) => ({
    name,
    role: "wide",
    task: `#${name} Do your part.`,
    directory: null,
    after: [],
    files: [],
    criteria: [],
    skills: null,
    naming: null,
  }));
  return teamOptions({
    agents: {},
    parts: Object.fromEntries(names.map((name) => [`#${name}`, [[write(`${name}.txt`)], [end("done")]]])),
    hold: (_, __, nth) => (nth === 0 ? meet?.() : undefined),
    more: {
      settings: {
        isolation: "worktree",
        roles: [{ ...role, system: `${role.system}\n${words}` }],
        session: testSession({ agents }),
      },
      // Whoever waits is let go by an answer, never by time.
      ports: { sleep: (_, signal) => new Promise((go) => signal.addEventListener("abort", () => go())) },
    },
  });
}

const isFirst = (fact: Fact) => fact.type === "model.settled" && fact.modelCall.includes(".1#");

/** Tokens the first requests of all agents read from the cache, and wrote to it. */
function cached(one: Family) {
  const usages = one.facts().flatMap((fact) => (isFirst(fact) && "usage" in fact ? [fact.usage] : []));
  return usages
    .map((usage) => [usage?.cacheRead, usage?.cacheWrite])
    .toSorted(([left], [right]) => (left ?? 0) - (right ?? 0));
}

test("with a long prompt the first writes it to the cache and the others read it", async () => {
  const options = four("Know this. ".repeat(2_000));
  const warm = new Set<string>();
  const marks: boolean[] = [];
  const one = await play({
    ...options,
    script: async (request) => {
      // As a provider does it: what is there when a request comes is read, and it is there once an answer has begun.
      const isWarm = warm.has(request.system);
      marks.push(/"system":\[\{[^\]]*"cache_control"/.test(request.bodyText));
      const reply = await options.script(request);
      warm.add(request.system);
      const usage = isWarm ? { cacheRead: 6_000, cacheWrite: 500 } : { cacheRead: 0, cacheWrite: 6_500 };
      return { ...reply, usage: { input: 6_510, output: 20, ...usage } };
    },
  });
  await one.ended();
  expect((await one.view()).outcome).toBe("done");
  expect(marks).not.toContain(false);
  expect(cached(one)).toEqual([
    [0, 6_500],
    [6_000, 500],
    [6_000, 500],
    [6_000, 500],
  ]);
});

test("with short prompts nobody waits: all have asked before one is answered", async () => {
  const one = await play(four("Be quick.", meetingOf(4)));
  await one.ended();
  expect((await one.view()).outcome).toBe("done");
});
