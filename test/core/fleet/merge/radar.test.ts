// The radar over agents at work: uncommitted changes count, only changed pairs are merged, and what it leaves out could
// not have conflicted.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { canMeet, namesOf } from "../../../../src/core/fleet/merge/changedNames";
import { compareWhole } from "../../../../src/core/fleet/merge/commits";
import { foresee } from "../../../../src/core/fleet/merge/foresee";
import { createRadar, type RadarAgent } from "../../../../src/core/fleet/merge/radar";
import { snapshotRef, snapshotWork } from "../../../../src/core/fleet/merge/snapshotWork";
import type { Git } from "../../../../src/core/git/git";
import { fixtures, makeFixture } from "../../../fixtures/conflicts/conflicts";
import {
  failed,
  git,
  put,
  putAll,
  repository,
  runner,
  temporaryFolder,
  userState,
  value,
} from "../../git/support";
import { branchWith, dice, session } from "./mergeSupport";

it("never takes the checkout a worktree lies in for the worktree, and moves no branch of it", async () => {
  const folder = repository({ "a.txt": "a\n", ".gitignore": "trees/\n" });
  const tree = join(folder, "trees", "api");
  git(folder, "worktree", "add", "-q", "-b", "api", tree);
  putAll(folder, { "mine.txt": "the user's own" });
  const request = { git: runner(tree), session, agent: "api", scratchFolder: temporaryFolder("scratch") };
  value(await snapshotWork(request));
  rmSync(join(tree, ".git"));
  put(tree, "work.txt", "w");
  const before = userState(folder);
  let settled = 0;
  const taken = await snapshotWork(request, async () => {
    settled += 1;
  });
  expect(failed(taken)).toEqual({
    code: "not-allowed",
    message: `The worktree ${tree} is none any more, because its .git was taken away; what is in it is kept when its agent is recreated: kilo-code agent-manager recreate --agent api`,
  });
  expect([settled, userState(folder)]).toEqual([0, before]);
  rmSync(tree, { recursive: true });
  expect(failed(await snapshotWork(request)).message).toMatch(/ is gone; its agent can be recreated: /);
});

it("warns of uncommitted work that conflicts, once, and looks at changed pairs only", async () => {
  const folder = repository({ "a.txt": "1\n2\n3\n", "b.txt": "b\n", ".gitignore": "out/\n" });
  const main = git(folder, "rev-parse", "main").trim();
  const names = ["database", "api", "frontend", "docs"];
  for (const name of names) git(folder, "worktree", "add", "-q", "-b", name, join(folder, "..", name));
  const place = (name: string) => join(folder, "..", name);
  const scratchFolder = temporaryFolder("scratch");
  const snapshots = () =>
    Promise.all(
      names.map(async (agent): Promise<RadarAgent> => {
        const taken = value(await snapshotWork({ git: runner(place(agent)), session, agent, scratchFolder }));
        return { name: agent, commit: taken.commit, base: main };
      }),
    );
  const radar = createRadar(runner(folder));
  expect(value(await radar.look(await snapshots()))).toEqual({
    warnings: [],
    fresh: [],
    merged: 0,
    skipped: 6,
  });

  putAll(place("database"), { "a.txt": "one\n2\n3\n", "out/x": "ignored" });
  putAll(place("api"), { "a.txt": "eins\n2\n3\n", "new.txt": "n" });
  put(place("docs"), "docs.md", "d");
  const states = names.map((name) => userState(place(name)));
  const warned = value(await radar.look(await snapshots()));
  const warning = {
    agents: ["database", "api"],
    conflicts: [{ kind: "content", paths: ["a.txt"], ours: "changed", theirs: "changed" }],
  };
  expect(warned).toEqual({ warnings: [warning], fresh: [warning], merged: 1, skipped: 5 });
  expect(names.map((name) => userState(place(name)))).toEqual(states);
  const refs = git(folder, "for-each-ref", "--format=%(refname)", "refs/kilo").trim().split("\n");
  expect(refs).toEqual([...names].sort().map((name) => `refs/kilo/${session}/agents/${name}`));

  // Committing the very same work changes nothing for the radar.
  git(place("api"), "add", "-A");
  git(place("api"), "commit", "-q", "-m", "api");
  const same = value(await radar.look(await snapshots()));
  expect(same).toEqual({ warnings: [warning], fresh: [], merged: 0, skipped: 6 });

  put(place("api"), "a.txt", "1\n2\n3\n");
  expect(value(await radar.look(await snapshots()))).toMatchObject({ warnings: [], fresh: [] });
});

it("never sets an agent's snapshot back: one that was slow takes a newer one's place only with newer files", async () => {
  const folder = repository({ "a.txt": "1\n" });
  const own = runner(folder);
  const request = { git: own, session, agent: "api", scratchFolder: temporaryFolder("scratch") };
  put(folder, "a.txt", "while it worked\n");
  let final: string | null = null;
  const slow: Git = {
    ...own,
    async ask(command, options) {
      if (command.args[0] === "update-ref" && final === null) {
        put(folder, "a.txt", "done\n");
        final = value(await snapshotWork(request)).commit;
      }
      return own.ask(command, options);
    },
  };
  const taken = value(await snapshotWork({ ...request, git: slow }));
  expect(git(folder, "rev-parse", taken.ref).trim()).toBe(final);
  expect(taken.commit).toBe(final);
});

it("keeps a snapshot where a power cut took the one before", async () => {
  const folder = repository({ "a.txt": "1\n" });
  put(folder, `.git/${snapshotRef(session, "api")}`, `${"1".repeat(40)}\n`);
  put(folder, "a.txt", "work\n");
  const request = { git: runner(folder), session, agent: "api", scratchFolder: temporaryFolder("scratch") };
  const { ref, commit } = value(await snapshotWork(request));
  expect(git(folder, "rev-parse", ref).trim()).toBe(commit);
});

it("merges no pair of which one began from the other's result", async () => {
  const folder = repository({ "a.txt": "1\n2\n3\n" });
  const main = git(folder, "rev-parse", "main").trim();
  const database = branchWith(folder, "database", { "a.txt": "one\n2\n3\n" });
  const api = branchWith(folder, "api", { "a.txt": "one\ntwo\n3\n" }, "database");
  const other = branchWith(folder, "other", { "a.txt": "eins\n2\n3\n" });
  const agents: RadarAgent[] = [
    { name: "database", commit: database, base: main },
    { name: "api", commit: api, base: database },
    { name: "other", commit: other, base: main },
  ];
  const looked = value(await createRadar(runner(folder)).look(agents));
  expect(looked).toMatchObject({ merged: 2, skipped: 1 });
  expect(looked.warnings.map(({ agents: pair }) => pair.join(" "))).toEqual(["database other", "api other"]);
});

it("warns of others where one began a history of its own", async () => {
  const folder = repository({ "a.txt": "1\n2\n3\n" });
  const main = git(folder, "rev-parse", "main").trim();
  const left = branchWith(folder, "left", { "a.txt": "one\n2\n3\n" });
  const right = branchWith(folder, "right", { "a.txt": "eins\n2\n3\n" });
  const alone = git(folder, "commit-tree", "-m", "alone", `${left}^{tree}`).trim();
  const agents = Object.entries({ left, alone, right }).map(([name, commit]) => ({
    name,
    commit,
    base: main,
  }));
  const { warnings } = value(await createRadar(runner(folder)).look(agents));
  expect(warnings.map(({ agents: pair }) => pair.join(" "))).toEqual(["left right"]);
});

it("never leaves out a pair that git finds a conflict in", async () => {
  for (const fixture of fixtures) {
    const folder = makeFixture(fixture);
    const own = runner(folder);
    const [ours, theirs] = await Promise.all(
      ["ours", "theirs"].map(async (side) => namesOf(value(await own.ask(compareWhole("main", side))))),
    );
    const { clean } = value(await foresee({ git: own, base: null, ours: "ours", theirs: "theirs" }));
    if (ours === undefined || theirs === undefined) throw new Error("no names");
    if (!clean) expect(canMeet(ours, theirs), fixture.name).toBe(true);
  }
});

it("tells the same as merging every pair of random agents", async () => {
  const roll = dice(7);
  const folder = repository(
    Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`d${at % 3}/f${at}`, `${at}\n1\n2\n`])),
  );
  const pick = (most: number) => Math.floor(roll() * most);
  const agents = Array.from({ length: 7 }, (_, index): RadarAgent => {
    const files = Object.fromEntries(
      Array.from({ length: 2 }, () => {
        const at = pick(12);
        const path = roll() < 0.2 ? `d${pick(3)}/new${pick(2)}` : `d${at % 3}/f${at}`;
        return [path, roll() < 0.25 ? null : `${index} ${pick(3)}\n`] as const;
      }),
    );
    return { name: `a${index}`, commit: branchWith(folder, `a${index}`, files), base: "main" };
  });
  const looked = value(await createRadar(runner(folder)).look(agents));
  const expected: string[] = [];
  for (const [index, left] of agents.entries()) {
    for (const right of agents.slice(index + 1)) {
      const request = { git: runner(folder), base: null, ours: left.commit, theirs: right.commit };
      if (!value(await foresee(request)).clean) expected.push(`${left.name} ${right.name}`);
    }
  }
  expect(looked.warnings.map(({ agents: pair }) => pair.join(" "))).toEqual(expected);
  expect(expected.length).toBeGreaterThan(0);
  expect(looked.merged).toBeLessThan(21);
});
