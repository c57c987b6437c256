// A hundred agents ask for worktrees at once from three processes: all get one, none is left over afterwards.
import { join } from "node:path";
import { expect, it } from "vitest";
import { git, putAll, repository, temporaryFolder, value } from "../../git/support";
import { fleet, inOwnProcess, leftovers, nothing, noticed, refs, registered, treesIn } from "./support";

it("gives 100 trees to three processes that ask at once, and takes them all away again", {
  timeout: 300_000,
}, async () => {
  const folder = repository({ "a.txt": "a", "src/b.txt": "b", ".gitignore": "local.conf\n" });
  putAll(folder, { "local.conf": "mine", "a.txt": "dirty" });
  const before = noticed(folder);
  const leases = { folder: temporaryFolder("leases"), temporaryFolder: temporaryFolder("t") };
  const answers = await Promise.all(
    [34, 33, 33].map((count) => inOwnProcess({ action: "addNext", folder, count, leases })),
  );
  const results = answers.flatMap((answer) => answer?.results ?? []) as {
    ok: boolean;
    value?: { name: string; environment: Record<string, string> };
  }[];
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  const names = results.map((result) => result.value?.name ?? "").sort();
  const wanted = Array.from({ length: 100 }, (_, index) => `agent-${String(index + 1).padStart(3, "0")}`);
  expect(names).toEqual(wanted);
  expect(treesIn(folder)).toEqual(wanted);
  expect(registered(folder)).toHaveLength(100);
  expect(refs(folder, "refs/heads/kilo")).toHaveLength(100);
  expect(new Set(results.map(({ value }) => value?.environment.PORT)).size).toBe(100);
  for (const name of wanted.slice(0, 5))
    expect(git(join(folder, ".kilocode", "worktrees", name), "status", "--porcelain")).toBe("");
  const { refs: _, logs: __, status: ___, ...own } = before;
  expect(noticed(folder)).toMatchObject(own);

  const all = fleet(folder, { leases });
  const nothingToDo = value(await all.reconcile());
  expect(nothingToDo).toMatchObject({
    removed: [],
    missing: [],
    busy: [],
    foreign: [],
    released: [],
    notes: [],
  });
  const removed = await Promise.all(names.map((name) => all.remove(name)));
  expect(removed.filter(({ ok }) => !ok)).toEqual([]);
  expect(leftovers(folder, leases.folder)).toEqual(nothing);
  expect(noticed(folder)).toEqual(before);
  expect(refs(folder, "refs/kilo")).toEqual([]);
});
