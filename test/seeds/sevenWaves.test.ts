// Seed 002's refactoring in seven waves (5+5+4+2+2+2+1 agents) from its session file: in order, never more at once than
// allowed, each building on what the wave before left in its tree, everything merged green, every old import path working.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentRows } from "../../src/protocol/agents";
import type { CheckReceipt } from "../../src/protocol/check";
import { fixtureText } from "./guideKeys";
import { type Answer, call, done, type Seen, together, write } from "./parts";
import { openSessionStage, type PlayedSession, type SessionStage } from "./sessionStage";

const text = fixtureText("seven-waves");
const { session } = JSON.parse(text) as {
  session: { agents: { role: string; name: string; directory: string }[] };
};
const roles = [...new Set(session.agents.map(({ role }) => role))];
const waves = roles.map((role) => session.agents.filter((agent) => agent.role === role));

/** The file an agent splits, and what it becomes. */
const oldFile = ({ directory, name }: { directory: string; name: string }) => `${directory}/${name}.mjs`;
const newFile = ({ directory, name }: { directory: string; name: string }) => `${directory}/${name}/work.mjs`;
const names = session.agents.map((agent) => agent.name);

/** Imports every old path, and counts the files that still do everything themselves. */
const check = `
import { readFileSync } from "node:fs";
const old = ${JSON.stringify(session.agents.map(oldFile))};
let own = 0;
for (const path of old) {
  const { title, work } = await import("./" + path);
  if (title !== path || work(20) !== 21) throw new Error(path + " does not do what it did");
  if (!readFileSync(path, "utf8").startsWith("export * from")) own += 1;
}
console.log(old.length + " old paths work, " + own + " files with several reasons to change");
`;

const before = (path: string) =>
  `export const title = ${JSON.stringify(path)};\nexport const work = (number) => number + 1;\n`;

const heard = new Map<string, string>();

/** Looks at what the wave before left, moves its own work into a module, and leaves the old path as a thin shell. */
function answers(wave: number, agent: (typeof session.agents)[number]): Answer[] {
  const needed = (waves[wave - 1] ?? []).map(newFile);
  const path = oldFile(agent);
  const reads = [path, ...needed].map((file) => call("read_file", { path: file }));
  return [
    together(...reads),
    ({ last }: Seen) => {
      heard.set(agent.name, last);
      return together(
        write(newFile(agent), before(path)),
        write(path, `export * from "./${agent.name}/work.mjs";\n`),
      );
    },
    done(`${agent.name} is split; the old path works.`),
  ];
}

let stage: SessionStage;
let played: PlayedSession;
beforeAll(async () => {
  stage = await openSessionStage(
    {
      "package.json": JSON.stringify({ name: "site", type: "module", scripts: { test: "node check.mjs" } }),
      "check.mjs": check,
      "waves.json": text,
      ...Object.fromEntries(session.agents.map((agent) => [oldFile(agent), before(oldFile(agent))])),
    },
    {
      agents: Object.fromEntries(
        waves.flatMap((wave, at) => wave.map((agent) => [agent.name, answers(at, agent)])),
      ),
    },
  );
  played = await stage.play({ session: "waves.json" });
}, 240_000);
afterAll(() => stage?.close());

describe("seven waves", () => {
  test("are 5, 5, 4, 2, 2, 2 and 1 agents, and all of them land green", () => {
    expect(waves.map(({ length }) => length)).toEqual([5, 5, 4, 2, 2, 2, 1]);
    expect(agentRows(played.view).map(({ name, state }) => `${name} ${state}`)).toEqual(
      names.map((name) => `${name} landed`),
    );
    expect([played.view.outcome, played.view.verified]).toEqual(["done", true]);
    const checked = played.view.session?.merge?.checked ?? [];
    expect(new Set(checked.map(({ verdict }) => verdict))).toEqual(new Set(["green"]));
    expect(played.asked.map(({ title }) => title)).toEqual([
      `Merge 21 agents, 42 changed files, into ${stage.folder}`,
    ]);
  });

  test("begin one after the other: no agent has a tree before all of the wave before have their work committed", () => {
    const order = played.events.flatMap(({ fact }) =>
      fact.type === "agent.placed" || fact.type === "agent.finished" ? [`${fact.type} ${fact.agent}`] : [],
    );
    const at = (what: string) => order.indexOf(what);
    for (const [number, wave] of waves.entries()) {
      const last = Math.max(-1, ...(waves[number - 1] ?? []).map(({ name }) => at(`agent.finished ${name}`)));
      for (const { name } of wave) expect(at(`agent.placed ${name}`), name).toBeGreaterThan(last);
    }
  });

  test("run side by side, and never more than maxParallelAgents", () => {
    let most = 0;
    const together = new Set<string>();
    played.each(({ steps }) => {
      const running = steps.filter(({ status }) => status === "running");
      most = Math.max(most, running.length);
      if (running.length === 5) together.add(running.map(({ role }) => role).join(" "));
    });
    expect(most).toBe(5);
    expect([...together]).toEqual([
      "foundation foundation foundation foundation foundation",
      "lib lib lib lib lib",
    ]);
  });

  test("hand on through the trees: each agent reads what the wave before wrote", () => {
    for (const [number, wave] of waves.entries()) {
      for (const { name } of wave) {
        const told = heard.get(name) ?? "";
        expect(told, name).not.toMatch(/no such file|does not exist|There is no file/i);
        for (const needed of waves[number - 1] ?? []) expect(told, name).toContain(oldFile(needed));
      }
    }
  });

  test("leave every old import path working, as figures before and after", () => {
    const figures = (receipts: readonly CheckReceipt[] | null | undefined) =>
      receipts?.map(({ output }) => played.body(output).trim().split("\n").at(-1));
    expect(figures(played.view.baseline)).toEqual([
      "21 old paths work, 21 files with several reasons to change",
    ]);
    expect(figures(played.view.verifications.at(-1)?.receipts)).toEqual([
      "21 old paths work, 0 files with several reasons to change",
    ]);
  });
});
