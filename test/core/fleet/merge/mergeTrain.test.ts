// Trains over real repositories: order, culprits, conflicts, dependants, repeats; and never a change of the user's tree.
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startPoint } from "../../../../src/core/fleet/merge/mergeInto";
import { mergeTrain } from "../../../../src/core/fleet/merge/mergeTrain";
import type { TrainMember, TrainResult } from "../../../../src/core/fleet/merge/trainTypes";
import { failed, git, put, putAll, repository, runner, userState, value } from "../../git/support";
import { branchWith, session, tellEvent, trainRequest } from "./mergeSupport";

const check = 'test ! -e poison && for f in *.part; do grep -q ok "$f" || exit 1; done\n';
const base = { "check.sh": check, "base.part": "ok\n", ".gitignore": "cache/\n" };

/** Eight agents with a file each; the fifth breaks the checks. The user's tree is dirty. */
function eight(): { folder: string; members: TrainMember[] } {
  const folder = repository(base);
  const members = Array.from({ length: 8 }, (_, index) => {
    const name = `agent-${index + 1}`;
    const files = { [`${name}.part`]: index === 4 ? "bad\n" : "ok\n" };
    return { name, commit: branchWith(folder, name, files), after: [], title: `part ${index + 1}` };
  });
  putAll(folder, { "base.part": "the user's own\n", "mine.txt": "mine", "check.sh": null });
  return { folder, members };
}

function names(result: TrainResult): { landed: string[]; aside: string[] } {
  return {
    landed: result.landed.map(({ member }) => member),
    aside: result.setAside.map(({ member, why }) => `${member} ${why.kind}`),
  };
}

describe("one poisoned branch among eight", () => {
  it.each([1, 3, 8])("seven land and the culprit is named, %i at a time", async (batch) => {
    const { folder, members } = eight();
    const before = withoutOurs(userState(folder));
    const told: string[] = [];
    const onEvent = (event: Parameters<typeof tellEvent>[0]) => void told.push(tellEvent(event));
    const result = value(await mergeTrain(trainRequest(folder, members, { batch, onEvent })));
    expect(names(result).landed.join(" ")).toBe("agent-1 agent-2 agent-3 agent-4 agent-6 agent-7 agent-8");
    expect(names(result).aside).toEqual(["agent-5 red"]);
    expect(result.verdict?.verdict).toBe("green");
    expect(
      git(folder, "rev-parse", "kilo-integration", "kilo-integration^{tree}").trim().split("\n"),
    ).toEqual([result.commit, result.tree]);
    expect(git(result.folder, "status", "--porcelain")).toBe("");
    expect(existsSync(join(result.folder, "agent-5.part"))).toBe(false);
    expect(withoutOurs(userState(folder))).toEqual(before);
    const checks = told.filter((line) => /^(green|red)/.test(line)).length;
    expect(checks).toBeLessThanOrEqual(batch === 8 ? 6 : 8);
    if (batch === 8) {
      expect(told).toContain("culprit agent-5 in 4 runs");
    }
    const again = value(await mergeTrain(trainRequest(folder, members, { batch })));
    expect([again.commit, names(again)]).toEqual([result.commit, names(result)]);
  });
});

/** The repository's state without the integration branch and worktree, which are ours. */
function withoutOurs(state: Record<string, unknown>): Record<string, unknown> {
  const files = Object.entries(state.files as Record<string, string>);
  const logs = Object.entries(state.logs as Record<string, string>);
  return {
    ...state,
    refs: (state.refs as string[]).filter((line) => !line.includes("kilo-integration")),
    files: files.filter(([path]) => !path.startsWith(".kilocode")),
    logs: logs.filter(([path]) => !path.includes("kilo-integration")),
    names: (state.names as string[]).filter((name) => name !== "worktrees"),
    status: (state.status as string).replace(/! \.kilocode\/worktrees\/integration\/[^\0]*\0/g, ""),
    exclude: "ours too: one line",
  };
}

it("sets aside what conflicts, with its dependants, names whom it meets, and lands the rest", async () => {
  const folder = repository({ ...base, "a.txt": "1\n2\n3\n" });
  const database = branchWith(folder, "database", { "a.txt": "one\n2\n3\n" });
  const api = branchWith(folder, "api", { "a.txt": "eins\n2\n3\n" });
  const frontend = branchWith(folder, "frontend", { "page.html": "p" }, "api");
  const docs = branchWith(folder, "docs", { "docs.md": "d" });
  const members = [
    { name: "database", commit: database, after: [] },
    { name: "api", commit: api, after: [] },
    { name: "frontend", commit: frontend, after: ["api"] },
    { name: "docs", commit: docs, after: ["database"] },
    { name: "gone", commit: "f".repeat(40), after: [] },
  ];
  const result = value(await mergeTrain(trainRequest(folder, members, { batch: 4 })));
  expect(names(result)).toEqual({
    landed: ["database", "docs"],
    aside: ["api conflict", "frontend dependency", "gone unmergeable"],
  });
  const why = result.setAside[0]?.why;
  expect(why).toMatchObject({
    with: ["database"],
    conflicts: [{ kind: "content", paths: ["a.txt"], ours: "changed", theirs: "changed" }],
  });
  expect(git(folder, "log", "-1", "--format=%B", result.commit)).toMatch(
    /^Merge docs\n\nKilo-Run: session-20260403-001\nKilo-Step: docs\nKilo-Result: [0-9a-f]{40}\n/,
  );
  // Resolved by hand on its own branch, the member lands at the next call.
  const resolved = branchWith(folder, "api-2", { "a.txt": "one eins\n2\n3\n" }, "kilo-integration");
  const next = members.map((member) => (member.name === "api" ? { ...member, commit: resolved } : member));
  const second = value(await mergeTrain(trainRequest(folder, next)));
  expect(names(second).landed).toEqual(["database", "docs", "api"]);
  expect(names(second).aside).toEqual(["frontend conflict", "gone unmergeable"]);
});

it("merges a member anew where its result changed since it landed", async () => {
  const folder = repository(base);
  const first = branchWith(folder, "api", { "api.part": "ok\n" });
  const one = value(await mergeTrain(trainRequest(folder, [{ name: "api", commit: first, after: [] }])));
  const second = branchWith(folder, "api-2", { "more.part": "ok\n" }, "api");
  const two = value(await mergeTrain(trainRequest(folder, [{ name: "api", commit: second, after: [] }])));
  expect(two.landed.map(({ from }) => from)).toEqual([first, second]);
  expect(git(folder, "rev-parse", `${two.commit}^1`).trim()).toBe(one.commit);
});

it("clears what checks leave, keeps what they cache, and lands unverified where there is no check", async () => {
  const folder = repository({ ".gitignore": "cache/\n", a: "a" });
  const seen: boolean[][] = [];
  const members = ["one", "two"].map((name) => ({
    name,
    commit: branchWith(folder, name, { [name]: "x" }),
    after: [],
  }));
  const result = value(
    await mergeTrain(
      trainRequest(folder, members, {
        async checks(place) {
          seen.push([
            existsSync(join(place.folder, "report.txt")),
            existsSync(join(place.folder, "cache/x")),
          ]);
          putAll(place.folder, { "report.txt": "r", "cache/x": "x", a: "changed by a formatter" });
          return { verdict: "unverified", receipts: [] };
        },
      }),
    ),
  );
  expect(seen).toEqual([
    [false, false],
    [false, true],
  ]);
  expect(result.verdict?.verdict).toBe("unverified");
  expect(readFileSync(join(result.folder, "a"), "utf8")).toBe("a");
});

it("is refused in a sentence: red base, wrong order, taken branch, stopped", async () => {
  const { folder, members } = eight();
  const red = trainRequest(folder, members, { checks: async () => ({ verdict: "red", receipts: [] }) });
  expect(failed(await mergeTrain(red))).toMatchObject({
    code: "checks-failed",
    message: "The checks fail before anything is merged; make them pass on the base first.",
  });
  const [first, second] = members;
  if (first === undefined || second === undefined) throw new Error("no members");
  const wrong = [{ ...first, after: [second.name] }, second];
  expect(failed(await mergeTrain(trainRequest(folder, wrong))).message).toBe(
    "agent-1 depends on agent-2, which does not stand before it in the merge.",
  );
  git(folder, "checkout", "-q", "-f", "--orphan", "elsewhere");
  git(folder, "commit", "-q", "--allow-empty", "-m", "x");
  const taken = trainRequest(folder, members, { worktree: { path: join(folder, "w"), branch: "elsewhere" } });
  expect(failed(await mergeTrain(taken)).message).toMatch(/^Branch elsewhere exists already/);
  const stop = new AbortController();
  const stopped = trainRequest(folder, members, {
    signal: stop.signal,
    checks: async () => {
      stop.abort();
      return { verdict: "green", receipts: [] };
    },
  });
  expect(failed(await mergeTrain(stopped)).code).toBe("aborted");
});

it.each([
  "between two rounds",
  "during a check",
])("its tree lost its .git %s: one sentence with the cure, and the user's files stay", async (when) => {
  const { folder, members } = eight();
  const before = withoutOurs(userState(folder));
  const tree = trainRequest(folder, []).worktree.path;
  const lose = () => rmSync(join(tree, ".git"), { force: true });
  if (when === "between two rounds") {
    value(await mergeTrain(trainRequest(folder, members.slice(0, 1), { batch: 1 })));
    lose();
  }
  const checks = async () => {
    lose();
    return { verdict: "green" as const, receipts: [], reasons: [] };
  };
  const ended = await mergeTrain(trainRequest(folder, members, { batch: 1, checks }));
  expect(withoutOurs(userState(folder))).toEqual(before);
  expect(failed(ended).message).toBe(
    `The worktree ${tree} is none any more, because its .git was taken away; move that folder away, and it is made anew when you go on.`,
  );
  renameSync(tree, `${folder}-kept`);
  const anew = value(await mergeTrain(trainRequest(folder, members)));
  expect(anew.setAside.map(({ member }) => member)).toEqual(["agent-5"]);
});

it("makes the start of a dependant: base, one result as it is, several merged, or the conflict", async () => {
  const folder = repository({ a: "1\n" });
  const own = runner(folder);
  const main = git(folder, "rev-parse", "main").trim();
  const one = { name: "one", commit: branchWith(folder, "one", { one: "1" }) };
  const two = { name: "two", commit: branchWith(folder, "two", { two: "2" }) };
  const clash = { name: "clash", commit: branchWith(folder, "clash", { one: "other" }) };
  expect(value(await startPoint(own, session, main, []))).toEqual({ ready: true, commit: main });
  expect(value(await startPoint(own, session, main, [one]))).toEqual({ ready: true, commit: one.commit });
  const both = value(await startPoint(own, session, main, [one, two]));
  expect(value(await startPoint(own, session, main, [one, two]))).toEqual(both);
  expect(git(folder, "ls-tree", "--name-only", both.ready ? both.commit : "")).toBe("a\none\ntwo\n");
  expect(value(await startPoint(own, session, main, [one, clash]))).toMatchObject({
    ready: false,
    member: "clash",
    conflicts: [{ kind: "add/add", paths: ["one"] }],
  });
  put(folder, "a", "2\n");
});
