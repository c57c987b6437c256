// Every conflict fixture is foreseen as its table says, with and without a base named, and nothing of the repository changes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Foresight } from "../../../../src/core/fleet/merge/conflict";
import { foresee } from "../../../../src/core/fleet/merge/foresee";
import { fixtures, makeFixture } from "../../../fixtures/conflicts/conflicts";
import { failed, git, repository, runner, userState, value } from "../../git/support";

const table = readFileSync(join(import.meta.dirname, "../../../fixtures/conflicts/expected.md"), "utf8");

/** Lines of the table by fixture. */
function expectedOf(name: string): string[] {
  return table
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((cells) => cells[1] === name)
    .map((cells) => cells.slice(2, 6).join(" | "));
}

function tell(foresight: Foresight): string[] {
  if (foresight.clean) return ["none |  |  | "];
  return foresight.conflicts.map(({ kind, paths, ours, theirs }) =>
    [kind, paths.map((path) => JSON.stringify(path).slice(1, -1)).join(", "), ours, theirs].join(" | "),
  );
}

describe("what is foreseen", () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))("%s", async (name, fixture) => {
    const folder = makeFixture(fixture);
    const before = userState(folder);
    const request = { git: runner(folder), ours: "ours", theirs: "theirs" };
    const foretold = value(await foresee({ ...request, base: null }));
    expect(tell(foretold)).toEqual(expectedOf(name));
    const named = value(await foresee({ ...request, base: "main" }));
    expect(tell(named)).toEqual(tell(foretold));
    expect(userState(folder)).toEqual(before);
    // Git itself agrees on which merges need somebody; names that differ in case are ours to add.
    const isGitClean = gitMerges(folder);
    const isCase = foretold.conflicts.every(({ kind }) => kind === "case");
    expect(isGitClean).toBe(foretold.clean || isCase);
  });

  it("is refused in a sentence where there is nothing to compare", async () => {
    const folder = repository({ a: "a" });
    git(folder, "checkout", "-q", "--orphan", "other");
    git(folder, "commit", "-q", "-m", "other");
    const request = { git: runner(folder), base: null };
    expect(failed(await foresee({ ...request, ours: "main", theirs: "nowhere" })).message).toBe(
      'There is no commit "nowhere" in this repository.',
    );
    expect(failed(await foresee({ ...request, ours: "main", theirs: "other" })).message).toBe(
      "main and other share no history; they cannot be merged.",
    );
  });
});

function gitMerges(folder: string): boolean {
  try {
    git(folder, "merge-tree", "--write-tree", "ours", "theirs");
    return true;
  } catch {
    return false;
  }
}
