// Approved results in the user's tree, and back: what the user had not committed is the same byte for byte, or nothing
// happened and the list says why.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type ApplyOutcome,
  type ApplyRequest,
  applyApproved,
} from "../../../../src/core/fleet/merge/applyApproved";
import { type Undone, undoSession } from "../../../../src/core/fleet/merge/undoSession";
import {
  type Content,
  failed,
  git,
  picture,
  put,
  putAll,
  repository,
  runner,
  temporaryFolder,
  userState,
  value,
} from "../../git/support";
import { branchWith, session } from "./mergeSupport";

type Files = Record<string, Content>;

function request(folder: string, result: string, more: Partial<ApplyRequest> = {}): ApplyRequest {
  return {
    git: runner(folder),
    session,
    result,
    base: null,
    autoCommit: false,
    subject: "Add accounts",
    steps: ["database", "api"],
    scratchFolder: temporaryFolder("scratch"),
    now: Date.now,
    ...more,
  };
}

async function apply(
  folder: string,
  result: string,
  more: Partial<ApplyRequest> = {},
): Promise<ApplyOutcome> {
  return value(await applyApproved(request(folder, result, more)));
}

async function undo(folder: string): Promise<Undone> {
  return value(await undoSession(request(folder, "")));
}

/** Everything that may not change, the index by its entries (a commit and its undo rewrite the file). */
function standing(folder: string): Record<string, unknown> {
  const { index: _index, names: _names, logs: _logs, ...rest } = userState(folder);
  return { ...rest, staged: git(folder, "ls-files", "--stage", "-z") };
}

const base: Files = {
  "a.txt": "1\n2\n3\n",
  "b.txt": "b\n",
  "dir/one.txt": "one\n",
  "gone.txt": "gone\n",
  "run.sh": "echo\n",
  link: { link: "a.txt" },
  bin: Buffer.from([0, 1]),
  ".gitignore": "out/\n",
};
const agent: Files = {
  "a.txt": "1\ntwo\n3\n",
  "gone.txt": null,
  "new/deep.txt": "n\n",
  "run.sh": { run: "echo more\n" },
  link: { link: "b.txt" },
  bin: Buffer.from([0, 2]),
  dir: "a file now\n",
};
const user: Files = {
  "b.txt": "the user's\n",
  "mine.txt": "mine\n",
  "out/x": "ignored\n",
  "empty/keep": "k",
};

function start(): { folder: string; result: string } {
  const folder = repository(base);
  const result = branchWith(folder, "result", agent);
  putAll(folder, user);
  rmSync(join(folder, "empty/keep"));
  put(folder, "staged.txt", "staged\n");
  git(folder, "add", "staged.txt");
  return { folder, result };
}

describe("without a commit", () => {
  it("the result is there as uncommitted, unstaged changes, the index and the user's work are as before, and undo takes it back", async () => {
    const { folder, result } = start();
    const before = userState(folder);
    const outcome = await apply(folder, result);
    expect(outcome).toMatchObject({ applied: true, already: false, commit: null, left: [] });
    const after = userState(folder);
    expect({ ...after, files: 0, status: 0 }).toEqual({ ...before, files: 0, status: 0 });
    const wanted = repository(base);
    putAll(wanted, { ...user, ...agent, "staged.txt": "staged\n", "empty/keep": "k" });
    rmSync(join(wanted, "empty/keep"));
    expect(picture(folder)).toEqual(picture(wanted));
    expect(await apply(folder, result)).toMatchObject({ applied: true, already: true });
    expect(await undo(folder)).toMatchObject({ merges: 1, kept: [], blocked: [] });
    expect(userState(folder)).toEqual(before);
    expect(await undo(folder)).toMatchObject({ merges: 0 });
    expect(await apply(folder, result)).toMatchObject({ applied: true, already: false });
  });

  it("a second result replaces the first, and undo takes both back", async () => {
    const { folder, result } = start();
    const second = branchWith(folder, "second", { "a.txt": "1\n2\n3\n", "more.txt": "m\n" }, "result");
    const before = userState(folder);
    await apply(folder, result);
    expect(await apply(folder, second)).toMatchObject({ applied: true, written: ["a.txt", "more.txt"] });
    expect(git(folder, "--no-optional-locks", "status", "--porcelain", "a.txt")).toBe("");
    expect(await undo(folder)).toMatchObject({ merges: 2, kept: [] });
    expect(userState(folder)).toEqual(before);
  });

  it("undo keeps and lists what the user changed since", async () => {
    const { folder, result } = start();
    await apply(folder, result);
    put(folder, "a.txt", "mine now\n");
    expect((await undo(folder)).kept).toEqual([{ path: "a.txt", why: "changed since the run left it" }]);
    expect(git(folder, "status", "--porcelain", "a.txt", "bin", "new")).toBe(" M a.txt\n");
  });
});

describe("with a commit", () => {
  it("it is one commit with trailers, everything uncommitted stays, and undo moves the branch back", async () => {
    const { folder, result } = start();
    const before = standing(folder);
    const outcome = await apply(folder, result, { autoCommit: true });
    if (!outcome.applied) throw new Error("not applied");
    expect(git(folder, "log", "-1", "--format=%H%n%P%n%B").trim().split("\n")).toEqual([
      outcome.commit,
      git(folder, "rev-parse", "main~1").trim(),
      "Add accounts",
      "",
      "Kilo-Run: session-20260403-001",
      "Kilo-Step: database",
      "Kilo-Step: api",
    ]);
    expect(git(folder, "rev-parse", "main^{tree}")).toBe(git(folder, "rev-parse", "result^{tree}"));
    expect(git(folder, "status", "--porcelain")).toBe(" M b.txt\nA  staged.txt\n?? mine.txt\n");
    expect(await apply(folder, result, { autoCommit: true })).toMatchObject({
      already: true,
      commit: outcome.commit,
    });
    expect(await undo(folder)).toMatchObject({ merges: 1, reverts: [], blocked: [] });
    expect(standing(folder)).toEqual(before);
  });

  it("undo reverts it by a commit where the user built on it or pushed it, and refuses where that conflicts", async () => {
    const { folder, result } = start();
    await apply(folder, result, { autoCommit: true });
    git(folder, "commit", "-q", "-m", "the user's next", "staged.txt");
    const undone = await undo(folder);
    expect(undone).toMatchObject({ merges: 1, blocked: [], conflicts: [] });
    expect(undone.reverts).toEqual([git(folder, "rev-parse", "main").trim()]);
    expect(git(folder, "diff", "--name-only", "main~3", "main")).toBe("staged.txt\n");
    expect(git(folder, "status", "--porcelain")).toBe(" M b.txt\n?? mine.txt\n");

    expect(await apply(folder, result, { autoCommit: true })).toMatchObject({
      applied: true,
      already: false,
    });
    put(folder, "a.txt", "1\nzwei\n3\n");
    git(folder, "commit", "-q", "-m", "on the same line", "a.txt");
    const before = standing(folder);
    expect((await undo(folder)).conflicts).toMatchObject([{ kind: "content", paths: ["a.txt"] }]);
    expect(standing(folder)).toEqual(before);

    const pushed = start();
    await apply(pushed.folder, pushed.result, { autoCommit: true });
    git(pushed.folder, "update-ref", "refs/remotes/origin/main", "main");
    expect((await undo(pushed.folder)).reverts).toHaveLength(1);
  });

  it("merges with what the user committed since", async () => {
    const { folder, result } = start();
    put(folder, "a.txt", "1\nzwei\n3\n");
    git(folder, "commit", "-q", "-m", "mine", "a.txt");
    const conflicting = await apply(folder, result, { autoCommit: true });
    expect(conflicting).toMatchObject({ applied: false, conflicts: [{ kind: "content", paths: ["a.txt"] }] });
    put(folder, "a.txt", "1\n2\n3\n");
    put(folder, "later.txt", "later\n");
    git(folder, "add", "later.txt");
    git(folder, "commit", "-q", "-m", "back", "a.txt", "later.txt");
    expect(await apply(folder, result, { autoCommit: true })).toMatchObject({ applied: true });
    expect(git(folder, "show", "main:a.txt", "main:later.txt")).toBe("1\ntwo\n3\nlater\n");
  });
});

describe("is refused with the list, and nothing changes", () => {
  it.each<[string, (folder: string) => void, { path: string; why: string }[]]>([
    [
      "changed",
      (folder) => put(folder, "a.txt", "mine\n"),
      [{ path: "a.txt", why: "you changed it and did not commit that" }],
    ],
    [
      "deleted",
      (folder) => put(folder, "a.txt", null),
      [{ path: "a.txt", why: "you deleted it and did not commit that" }],
    ],
    [
      "untracked",
      (folder) => put(folder, "new/deep.txt", "mine\n"),
      [{ path: "new/deep.txt", why: "you have a file of that name that is not committed" }],
    ],
    [
      "staged, then put back",
      (folder) => {
        put(folder, "a.txt", "mine\n");
        git(folder, "add", "a.txt");
        put(folder, "a.txt", "1\n2\n3\n");
      },
      [{ path: "a.txt", why: "you staged a change of it" }],
    ],
    [
      "hidden from git status",
      (folder) => {
        git(folder, "update-index", "--assume-unchanged", "a.txt");
        put(folder, "a.txt", "mine\n");
      },
      [{ path: "a.txt", why: "you changed it and did not commit that" }],
    ],
    [
      "right to run",
      (folder) => put(folder, "a.txt", { run: "1\n2\n3\n" }),
      [{ path: "a.txt", why: "you changed it and did not commit that" }],
    ],
    [
      "link pointed elsewhere",
      (folder) => put(folder, "link", { link: "mine" }),
      [{ path: "link", why: "you changed it and did not commit that" }],
    ],
    [
      "new file in a folder that goes",
      (folder) => put(folder, "dir/mine.txt", "m"),
      [{ path: "dir", why: "a folder stands there now" }],
    ],
    [
      "folder behind a link",
      (folder) => put(folder, "new", { link: temporaryFolder("outside") }),
      [{ path: "new/deep.txt", why: "new/deep.txt lies behind the link new." }],
    ],
  ])("%s", async (_, change, blocked) => {
    const { folder, result } = start();
    change(folder);
    const before = userState(folder);
    for (const autoCommit of [false, true]) {
      expect(await apply(folder, result, { autoCommit })).toEqual({ applied: false, blocked, conflicts: [] });
      expect(userState(folder)).toEqual(before);
    }
  });

  it("where there is no place for a commit", async () => {
    const { folder, result } = start();
    git(folder, "checkout", "-q", "--detach");
    const detached = await applyApproved(request(folder, result, { autoCommit: true }));
    expect(failed(detached).message).toBe(
      "No branch is checked out; check one out, or merge without autoCommit.",
    );
    expect(await apply(folder, result)).toMatchObject({ applied: true });
    const empty = temporaryFolder("empty");
    git(empty, "init", "-q");
    expect(failed(await applyApproved(request(empty, "x"))).message).toMatch(
      /^The repository has no commit yet/,
    );
  });
});

it("writes files as a checkout would: the user's own line endings are no change, new ones follow the attributes of the result", async () => {
  const folder = repository({ ".gitattributes": "*.txt text eol=crlf\n", "a.txt": "1\n2\n", "b.txt": "b\n" });
  const files = {
    ".gitattributes": "*.txt text eol=crlf\n*.md text eol=crlf\n",
    "a.txt": "1\n2\n3\n",
    "n.md": "n\n",
  };
  const result = branchWith(folder, "result", files);
  const before = userState(folder);
  expect(await apply(folder, result)).toMatchObject({ applied: true });
  const held = (path: string) => picture(folder)[path];
  const wanted = repository({});
  putAll(wanted, { "a.txt": "1\r\n2\r\n3\r\n", "n.md": "n\r\n" });
  expect([held("a.txt"), held("n.md")]).toEqual([picture(wanted)["a.txt"], picture(wanted)["n.md"]]);
  expect(await undo(folder)).toMatchObject({ merges: 1, kept: [] });
  expect(userState(folder)).toEqual(before);
});
