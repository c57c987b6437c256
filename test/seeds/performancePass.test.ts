// Seed 002's performance pass from its session file: six agents measure, six mend what was measured, one proves the whole.
// Every figure comes from the project's own build: agents hand on what it printed, and the engine keeps it as evidence.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentRows } from "../../src/protocol/agents";
import type { CheckReceipt } from "../../src/protocol/check";
import { fixtureText } from "./guideKeys";
import { type Area, areas, figureIn, measuredSite } from "./measuredSite";
import { type Answer, call, done, run, type Seen, together, write } from "./parts";
import { openSessionStage, type PlayedSession, type SessionStage } from "./sessionStage";

const text = fixtureText("performance-pass");

const publish = (name: string, content: unknown) =>
  call("publish_artifact", { name, content: JSON.stringify(content) });

/** Runs the build and publishes the figure it printed. */
function measure({ name, unit }: Area): Answer[] {
  let figure: number | null = null;
  return [
    run("node build.mjs"),
    ({ last }: Seen) => {
      figure = figureIn(last, name);
      if (figure === null) throw new Error(`The build did not say ${name}: ${last}`);
      return publish(`measure-${name}.json`, { [name]: figure, unit });
    },
    () => done(`${figure} ${unit}`),
  ];
}

/** What a published artifact in the packet says of an area; an agent knows nothing else of who measured. */
const told = (packet: string, name: string) =>
  Number(new RegExp(`"${name}":(\\d+),"unit"`).exec(packet)?.[1]);

/** Mends the file, builds again, and says both figures. */
function mend({ name, unit, path, after }: Area): Answer[] {
  let before = Number.NaN;
  return [
    ({ packet }: Seen) => {
      before = told(packet, name);
      return call("read_file", { path });
    },
    write(path, after),
    run("node build.mjs"),
    ({ last }: Seen) => publish(`optimize-${name}.json`, { [name]: { before, after: figureIn(last, name) } }),
    done(`fewer ${unit}`),
  ];
}

/** Builds and lints the whole, and puts every figure beside the one that was measured first. */
const verify: Answer[] = [
  together(run("node build.mjs"), run("node lint.mjs")),
  ({ packet, last }: Seen) =>
    publish(
      "figures.json",
      Object.fromEntries(
        areas.map(({ name }) => [name, { before: told(packet, name), after: figureIn(last, name) }]),
      ),
    ),
  done("All figures are smaller; the linter has nothing to say."),
];

let stage: SessionStage;
let played: PlayedSession;
beforeAll(async () => {
  stage = await openSessionStage(
    { ...measuredSite, "pass.json": text },
    {
      agents: {
        ...Object.fromEntries(areas.map((area) => [`measure-${area.name}`, measure(area)])),
        ...Object.fromEntries(areas.map((area) => [`optimize-${area.name}`, mend(area)])),
        "verify-build": verify,
      },
    },
    // What an agent proves its work with is a check of its own; the user's is measured before the first edit too.
    '[orchestrator.checks]\nbuild = "npm run build"\nlint = "npm run lint"\n',
  );
  played = await stage.play({ session: "pass.json" });
}, 240_000);
afterAll(() => stage?.close());

const expected = Object.fromEntries(areas.map(({ name, from, to }) => [name, { before: from, after: to }]));

describe("a performance pass", () => {
  test("is three phases of six, six and one, each begun when the one before has ended", () => {
    expect(agentRows(played.view).map(({ name, state }) => `${name} ${state}`)).toEqual([
      ...areas.map(({ name }) => `measure-${name} landed`),
      ...areas.map(({ name }) => `optimize-${name} landed`),
      "verify-build landed",
    ]);
    const phases = new Set<string>();
    let most = 0;
    played.each(({ steps }) => {
      const running = steps.filter(({ status }) => status === "running");
      most = Math.max(most, running.length);
      phases.add([...new Set(running.map(({ role }) => role))].join(" "));
    });
    expect([most, [...phases].filter(Boolean)]).toEqual([6, ["measurement", "optimization", "verification"]]);
    expect([played.view.outcome, played.view.verified]).toEqual(["done", true]);
  });

  test("publishes the figures before and after, as the build printed them", () => {
    expect(JSON.parse(played.artifact("verify-build/figures.json"))).toEqual(expected);
    for (const { name, from, to, unit } of areas) {
      const measured = JSON.parse(played.artifact(`measure-${name}/measure-${name}.json`));
      expect(measured).toEqual({ [name]: from, unit });
      const mended = JSON.parse(played.artifact(`optimize-${name}/optimize-${name}.json`));
      expect(mended).toEqual({ [name]: { before: from, after: to } });
      const file = `.kilocode/agent-artifacts/optimize-${name}/optimize-${name}.json`;
      expect(JSON.parse(stage.read(file) ?? "null")).toEqual(mended);
    }
  });

  test("keeps them as the engine's own evidence: the build before the first edit and after the merge", () => {
    const printed = (receipts: readonly CheckReceipt[] | null | undefined) => {
      const builds = (receipts ?? []).filter(({ command }) => command === "npm run build");
      const all = builds.map(({ output }) => played.body(output)).join("\n");
      return areas.map(({ name }) => figureIn(all, name));
    };

    expect(printed(played.view.baseline)).toEqual(areas.map(({ from }) => from));
    expect(printed(played.view.verifications.at(-1)?.receipts)).toEqual(areas.map(({ to }) => to));
    expect(played.report).toMatch(/`npm run build`: exit 0/);
    expect(played.report).toMatch(/`npm run lint`: exit 0/);
  });

  test("brings in only what was mended: who measures changes no code", () => {
    const counts = agentRows(played.view).map(({ files }) => files);
    expect(counts).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0]);
    for (const { path, after } of areas) expect(stage.read(path)).toBe(after);
    expect(stage.git("diff", "--name-only").trim().split("\n").sort()).toEqual(
      areas.map(({ path }) => path).sort(),
    );
  });
});
