// A branch made without git is the one git would have made; wherever anything stands in its way, nothing is made and git is left
// to say what is wrong.
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeBranch } from "../../../src/core/git/makeBranch";
import { git, repository } from "./support";

const original = repository({ "a.txt": "a" });
const refs = (folder: string) => git(folder, "for-each-ref", "--format=%(refname) %(objectname)");
const head = (folder: string) => git(folder, "rev-parse", "HEAD").trim();

function make(folder: string, branch: string, commit = head(folder)): { made: boolean; waiting: string[] } {
  const waiting = join(folder, ".git", "waiting");
  const made = makeBranch(join(folder, ".git"), branch, commit, waiting);
  return { made, waiting: existsSync(waiting) ? readdirSync(waiting) : [] };
}

it("is the branch git would have made", () => {
  const [ours, theirs] = [repository({ "a.txt": "a" }), repository({ "a.txt": "a" })];
  expect(make(ours, "feature/db/part-001")).toEqual({ made: true, waiting: [] });
  git(theirs, "branch", "feature/db/part-001");
  const fileIn = (folder: string) => join(folder, ".git", "refs", "heads", "feature", "db", "part-001");
  const { size, mode, nlink } = statSync(fileIn(ours));
  const made = statSync(fileIn(theirs));
  expect({ size, mode, nlink }).toEqual({ size: made.size, mode: made.mode, nlink: made.nlink });
  expect(git(ours, "rev-parse", "feature/db/part-001").trim()).toBe(head(ours));
  git(ours, "fsck", "--strict");
  git(ours, "checkout", "-q", "feature/db/part-001");
  git(ours, "commit", "-q", "--allow-empty", "-m", "on it");
  git(ours, "checkout", "-q", "main");
  git(ours, "branch", "-D", "feature/db/part-001");
  expect(refs(ours)).toContain("refs/heads/main");
});

const standing: [string, (folder: string) => void, branch?: string][] = [
  ["the branch", (folder) => git(folder, "branch", "part-001")],
  [
    "the branch, packed",
    (folder) => {
      git(folder, "branch", "part-001");
      git(folder, "pack-refs", "--all");
    },
  ],
  ["a branch it would be below", (folder) => git(folder, "branch", "part"), "part/one"],
  [
    "a packed branch it would be below",
    (folder) => {
      git(folder, "branch", "part");
      git(folder, "pack-refs", "--all");
    },
    "part/one/more",
  ],
  ["a branch below it", (folder) => git(folder, "branch", "part-001/one")],
  [
    "a packed branch below it",
    (folder) => {
      git(folder, "branch", "part-001/one");
      git(folder, "pack-refs", "--all");
    },
  ],
  [
    "a lock of git",
    (folder) => {
      mkdirSync(join(folder, ".git", "refs", "heads"), { recursive: true });
      writeFileSync(join(folder, ".git", "refs", "heads", "part-001.lock"), "");
    },
  ],
  ["an extension", (folder) => git(folder, "config", "extensions.worktreeConfig", "true")],
  ["a shared repository", (folder) => git(folder, "config", "core.sharedRepository", "group")],
];

it.each(standing)("is left to git where there is %s", (_, stand, branch = "part-001") => {
  const folder = repository({ "a.txt": "a" });
  stand(folder);
  const before = refs(folder);
  expect(make(folder, branch)).toEqual({ made: false, waiting: [] });
  expect(refs(folder)).toBe(before);
});

it.each([
  ["a short id", "part-001", "abc123"],
  ["a name with other signs", "pärt", undefined],
])("is left to git for %s", (_, branch, commit) => {
  const before = refs(original);
  expect(make(original, branch, commit)).toEqual({ made: false, waiting: [] });
  expect(refs(original)).toBe(before);
});
