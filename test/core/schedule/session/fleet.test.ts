// Many agents in one session: conflicts told before a tree is touched, one poisoned agent among eight, one key that is
// rate limited for all, one purse for all.
import { chmodSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { agentRows } from "../../../../src/protocol/agents";
import { full } from "../../../faults/tally";
import { type Fixture, fixtures, type Side } from "../../../fixtures/conflicts/conflicts";
import { expectedConflicts } from "../../../fixtures/conflicts/expectedConflicts";
import { door, type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { type Content, git, putAll, repositoryIn, userState } from "../../git/support";
import { leaveMerge, mergeQuestion } from "./mergeQuestion";

const play = familyStage();

function treeOf(one: Family, agent: string): string {
  const placed = one.of("agent.placed").find((fact) => fact.agent === agent);
  if (!placed) throw new Error(`${agent} has no tree`);
  return placed.tree.path;
}

/** Each fixture in a folder of its own, its files told from those of the others, so that a rename finds its own source. */
const folderOf = ({ name }: Fixture) => `f${name.slice(0, 2)}`;

function told(fixture: Fixture, content: Content): Content {
  return typeof content === "string" ? content.replaceAll("line ", `line ${folderOf(fixture)}-`) : content;
}

function filesOf(fixture: Fixture, { files = {} }: Side): Record<string, Content> {
  const own = Object.entries(files).map(([path, content]): [string, Content] => [
    `${folderOf(fixture)}/${path}`,
    told(fixture, content),
  ]);
  return Object.fromEntries(own);
}

function carryOut(tree: string, fixture: Fixture, side: Side): void {
  const own = join(tree, folderOf(fixture));
  for (const [from, to] of side.moves ?? []) {
    mkdirSync(dirname(join(own, to)), { recursive: true });
    renameSync(join(own, from), join(own, to));
  }
  putAll(tree, filesOf(fixture, side));
  for (const path of side.run ?? []) chmodSync(join(own, path), 0o755);
  for (const [path, digit] of Object.entries(side.submodules ?? {})) {
    const entry = `160000,${digit.repeat(40)},${folderOf(fixture)}/${path}`;
    git(tree, "update-index", "--add", "--cacheinfo", entry);
    mkdirSync(join(own, path), { recursive: true });
  }
}

test("every conflict fixture is told by file and kind, and no tree was touched by then", async () => {
  // Commits that are made up cannot stand in a commit of the user's; they are an agent's alone in 19.
  const all = fixtures.filter(({ base }) => !base.submodules);
  const start: Record<string, Content> = {};
  for (const fixture of all) Object.assign(start, filesOf(fixture, fixture.base));
  const one = await play(
    teamOptions({
      agents: { left: [], right: [] },
      parts: { "#left": [[end("done")]], "#right": [[end("done")]] },
      hold: async (_, name) => {
        const agent = name.slice(1);
        await one.until((fact) => fact.type === "agent.filled" && fact.agent === agent);
        for (const fixture of all)
          carryOut(treeOf(one, agent), fixture, agent === "left" ? fixture.ours : fixture.theirs);
      },
      more: {
        ...leaveMerge,
        repository(folder) {
          repositoryIn(folder, start);
        },
      },
    }),
  );
  await one.until(({ type }) => type === "session.based");
  const before = lasting(one.folder);
  const approval = await mergeQuestion(one);
  const [fact] = one.of("merge.setAside");
  const found = fact?.aside.conflicts.map(({ kind, paths }) => `${kind} | ${paths.join(", ")}`);
  const expected = all.flatMap((fixture) =>
    expectedConflicts(fixture.name).map(({ kind, paths }) => {
      const own = paths.map((path) => `${folderOf(fixture)}/${path}`);
      return `${kind} | ${own.join(", ")}`;
    }),
  );
  expect(found?.toSorted()).toEqual(expected.toSorted());
  expect(found?.length).toBeGreaterThanOrEqual(24);
  // What landed is all that ever stood in the tree of the merge.
  const [merge] = one.of("merge.begun");
  const [landed] = one.of("merge.landed");
  const moves = git(merge?.folder ?? "", "reflog", "show", "--format=%H", merge?.branch ?? "")
    .trim()
    .split("\n");
  expect(moves).toEqual([landed?.commit]);
  expect(git(merge?.folder ?? "", "rev-parse", `${landed?.commit}~1`).trim()).toBe(merge?.base);
  expect(git(merge?.folder ?? "", "status", "--porcelain")).toBe("");
  expect(lasting(one.folder)).toEqual(before);
  await one.give(approval, "rejected");
  await one.ended();
});

/** The user's own state; the branches and worktrees of the session come and go beside it. */
function lasting(folder: string): Record<string, unknown> {
  const { index, head, config, stash, files } = userState(folder);
  const own = Object.entries(files as Record<string, string>).filter(
    ([path]) => !path.startsWith(".kilocode"),
  );
  return { index, head, config, stash, own };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `a${index + 1}`);

/** Agents all at once, each with a file of its own; the file of one turns the checks red. */
function poisonedTeam(names: readonly string[], poisoned: string) {
  return teamOptions({
    agents: Object.fromEntries(names.map((name) => [name, []])),
    parts: Object.fromEntries(
      names.map((name) => [
        `#${name}`,
        [[write(name === poisoned ? "poison.txt" : `${name}.txt`)], [end("done")]],
      ]),
    ),
    session: { maxParallel: names.length },
    more: {
      ...leaveMerge,
      files: {
        "test.mjs":
          'import { existsSync } from "node:fs";\nprocess.exitCode = existsSync("poison.txt") ? 1 : 0;\n',
      },
      settings: { checks: { test: "node test.mjs" } },
    },
  });
}

test("one poisoned agent among eight: seven land, the culprit is named", async () => {
  const one = await play(poisonedTeam(numbered(8), "a5"));
  const approval = await mergeQuestion(one);
  expect(approval.detail).toContain(
    "Landed: a1, a2, a3, a4, a6, a7, a8\n\nSet aside:\na5: `node test.mjs` exit 1",
  );
  await one.give(approval);
  await one.ended();
  const { session, outcome } = await one.view();
  expect(outcome).toBe("done");
  expect(Object.values(session?.agents ?? {}).filter(({ landed }) => landed !== null)).toHaveLength(7);
  expect(
    git(one.folder, "status", "--porcelain")
      .split("\n")
      .filter((line) => line.startsWith("??")),
  ).toHaveLength(7);
});

test.runIf(full)("one poisoned agent among twelve: a red batch is bisected, eleven land", async () => {
  const names = numbered(12);
  const one = await play(poisonedTeam(names, "a7"));
  const approval = await mergeQuestion(one);
  const [rest, after] = [names.slice(0, 6), names.slice(7)];
  expect(approval.detail).toContain(`Landed: ${[...rest, ...after].join(", ")}\n\nSet aside:\na7: `);
  // Sent back once with what failed, and as red again: two rounds, in each the whole batch and two halves of it.
  const bisected = one.of("merge.bisected").map(({ members, culprit, runs }) => ({ members, culprit, runs }));
  const once = { members: ["a5", "a6", "a7", "a8"], culprit: "a7", runs: 3 };
  expect(bisected).toEqual([once, once]);
  const [begun] = one.of("merge.checked").map(({ members, verdict }) => `${members.join(" ")} ${verdict}`);
  expect(begun).toBe("a1 a2 a3 a4 green");
  await one.give(approval);
  await one.ended();
  expect((await one.view()).session?.merge?.landed).toHaveLength(11);
  const added = git(one.folder, "status", "--porcelain").match(/^\?\? a\d+\.txt$/gm);
  expect(added).toHaveLength(11);
});

test("one agent's rate limit slows all agents on that key", async () => {
  const names = ["a1", "a2", "a3", "a4"];
  const refused = door();
  const held = door();
  const waits: (() => void)[] = [];
  const early: string[] = [];
  let skipped = 0;
  let isRefused = false;
  let isOver = false;
  const one = await play(
    teamOptions({
      agents: Object.fromEntries(names.map((name) => [name, []])),
      parts: Object.fromEntries(
        names.map((name) => [
          `#${name}`,
          [
            [write(`${name}.txt`)],
            () => {
              if (name !== "a1" || isRefused) return { calls: [end("done")] };
              isRefused = true;
              return { fault: { kind: "status", status: 429, headers: { "retry-after": "100" } } };
            },
          ],
        ]),
      ),
      hold(_, name, nth) {
        if (isRefused && !isOver) early.push(name);
        return nth === 0 && name !== "#a1" ? refused.passed : undefined;
      },
      more: {
        ports: {
          monotonic: () => performance.now() + skipped,
          sleep: (ms, signal) =>
            new Promise((resolve) => {
              signal.addEventListener("abort", () => resolve());
              skipped += isOver || ms < 10_000 ? ms : 0;
              if (isOver || ms < 10_000) return resolve();
              waits.push(resolve);
              refused.open();
              if (waits.length > 1) held.open();
            }),
        },
      },
    }),
  );
  // The refused one waits, and so does the gate of the key, before which the three others stand by then.
  await one.until(() => one.of("toolCall.settled").length >= names.length);
  await held.passed;
  isOver = true;
  skipped += 120_000;
  for (const wake of waits) wake();
  await one.ended();
  expect(early).toEqual([]);
  expect((await one.view()).outcome).toBe("done");
  expect(one.of("turn.retried").map(({ waitMs }) => waitMs >= 100_000)).toEqual([true]);
});

test("many agents, one purse: what is spent and set aside never comes to more than the cap", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `a${index + 1}`);
  // Less than all of them cost, however few of them are at it at once.
  const cap = 60_000;
  const one = await play(
    teamOptions({
      agents: Object.fromEntries(names.map((name) => [name, []])),
      parts: Object.fromEntries(
        names.map((name) => [`#${name}`, [[write(`${name}.txt`)], [write(`${name}b.txt`)], [end("done")]]]),
      ),
      session: { maxParallel: 12 },
      more: { interactive: false, settings: { capMicros: cap } },
    }),
  );
  await one.ended();
  const open = new Map<string, number>();
  let spent = 0;
  let most = 0;
  for (const fact of one.facts()) {
    if (fact.type === "model.called") open.set(fact.modelCall, fact.reserved);
    if (fact.type === "model.settled") {
      open.delete(fact.modelCall);
      spent += fact.micros;
    }
    most = Math.max(most, spent + [...open.values()].reduce((sum, reserved) => sum + reserved, 0));
  }
  expect(most).toBeLessThanOrEqual(cap);
  const view = await one.view();
  expect(view.pause?.reason ?? view.outcome).toBe("cap");
  // Every agent's row says what it has cost, and together they are what was spent.
  const rows = agentRows(view).reduce((sum, { micros }) => sum + micros, 0);
  expect(rows).toBe(spent);
});
