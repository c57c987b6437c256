// A run's own worktree: made once whatever dies meanwhile, gone once its result is home, and not made for a question.
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Fact } from "../../../src/protocol/event";
import { createStage, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const git = (...args: string[]) => execFileSync("git", args, { cwd: stage.folder, encoding: "utf8" });

/** A run that is closed while its model thinks, and whose log then ends before the worktree is known to be there. */
async function killedWhileMaking(): Promise<{ run: string; path: string; branch: string }> {
  let asked = () => {};
  const first = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let requests = 0;
  stage = await createStage({
    settings: { isolation: "worktree" },
    async script(request) {
      requests += 1;
      if (requests > 1) {
        const begun = request.messages.some(({ role }) => role === "assistant");
        return begun
          ? call("attempt_completion", { result: "Done." })
          : call("write_file", { path: "NOTES.md", content: "first\n" });
      }
      asked();
      return new Promise(() => {});
    },
  });
  const run = await stage.start("/single Write NOTES.md.");
  await first;
  await stage.reopen();
  stage.cutAfter(run, (fact) => fact.type === "worktree.intended");
  const { path, branch } = await stage.until(run, "worktree.intended");
  return { run, path, branch };
}

it.each([
  ["before git began", ["worktree", "branch"]],
  ["after the branch, before the worktree", ["worktree"]],
  ["after the worktree, before its fact", []],
] as const)("a kill %s: the resumed run makes or finds the same worktree", async (_, missing) => {
  const { run, path, branch } = await killedWhileMaking();
  if (missing.includes("worktree" as never)) git("worktree", "remove", "--force", path);
  if (missing.includes("branch" as never)) git("branch", "-D", branch);
  await stage.resume(run);
  const view = await stage.engine.view(run);
  expect([view?.outcome, view?.verified]).toEqual(["done", true]);
  const facts = await stage.facts(run);
  expect(facts.filter(({ type }) => type === "worktree.intended")).toHaveLength(1);
  expect(facts.filter(({ type }) => type === "worktree.added")).toMatchObject([{ path, branch }]);
  expect(stage.read("NOTES.md")).toBe("first\n");
});

it("a worktree whose folder was lost before its fact is made again", async () => {
  const { run, path } = await killedWhileMaking();
  rmSync(path, { recursive: true });
  await stage.resume(run);
  expect((await stage.engine.view(run))?.outcome).toBe("done");
});

/** A run in a worktree that was played to its end. */
async function played() {
  stage = await createStage({
    settings: { isolation: "worktree" },
    script: {
      coder: [
        call("write_file", { path: "NOTES.md", content: "first\n" }),
        call("attempt_completion", { result: "Done." }),
      ],
    },
  });
  const run = await stage.play("/single Write NOTES.md.");
  const { path, branch } = await stage.until(run, "worktree.added");
  return { run, path, branch };
}

it("the worktree is removed once its result is home, and its branch keeps the result", async () => {
  const { run, path, branch } = await played();
  expect((await stage.facts(run)).map(({ type }) => type).slice(-3)).toEqual([
    "result.applied",
    "worktree.removed",
    "run.ended",
  ]);
  expect(existsSync(path)).toBe(false);
  expect(git("worktree", "list").trim().split("\n")).toHaveLength(1);
  expect(git("show", `${branch}:NOTES.md`)).toBe("first\n");
  expect(stage.read("NOTES.md")).toBe("first\n");
});

describe("a kill while the result comes home", () => {
  /** A run whose log ends behind a fact, as a kill there would have left it, with the worktree as it was then. */
  async function killedAfter(type: Fact["type"], keepsTree: boolean) {
    const { run, path, branch } = await played();
    await stage.reopen();
    stage.cutAfter(run, (fact) => fact.type === type);
    if (keepsTree) {
      git("worktree", "add", "-q", path, branch);
      git("-C", path, "reset", "-q", "--soft", "HEAD~1");
    }
    return { run, path, branch };
  }

  it.each([
    ["before the fact of it, with the files written", "approval.given", true],
    ["after the fact of it, before the worktree was removed", "result.applied", true],
    ["after the worktree was removed, before the fact of that", "result.applied", false],
    ["after the fact of that, before the end", "worktree.removed", false],
  ] as const)("%s: the worktree goes, once, and the result stays", async (_, type, keepsTree) => {
    const { run, path, branch } = await killedAfter(type, keepsTree);
    await stage.resume(run);
    const view = await stage.engine.view(run);
    expect([view?.outcome, view?.verified, view?.summary]).toEqual(["done", true, "all checks are green"]);
    expect(existsSync(path)).toBe(false);
    expect(git("worktree", "list").trim().split("\n")).toHaveLength(1);
    expect(git("show", `${branch}:NOTES.md`)).toBe("first\n");
    expect(stage.read("NOTES.md")).toBe("first\n");
    const facts = await stage.facts(run);
    expect(facts.filter((fact) => fact.type === "worktree.removed")).toHaveLength(1);
    const report = await stage.engine.ask(run, { type: "report" });
    expect(JSON.stringify(report)).not.toContain("Not applied");
  });
});

it("a question makes no worktree", async () => {
  stage = await createStage({
    settings: { isolation: "worktree" },
    script: { ask: [{ text: "It greets." }] },
  });
  const run = await stage.play("What is greet.mjs for?");
  expect((await stage.engine.view(run))?.outcome).toBe("done");
  expect((await stage.facts(run)).filter(({ type }) => type.startsWith("worktree."))).toEqual([]);
  expect(existsSync(join(stage.folder, ".kilocode"))).toBe(false);
});
