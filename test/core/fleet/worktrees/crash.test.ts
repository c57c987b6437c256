// Ends the process that makes or removes a worktree at each of its steps (every change of the disk, every git command,
// also beside one that goes on by itself). Reconciling then leaves nothing behind and loses nothing. KILO_CRASH_FULL=1 ends
// it at git commands too that only read or add objects: after them all stands as before.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyOf, git, putAll, repository, temporaryFolder, value } from "../../git/support";
import { fleet, inOwnProcess, leftovers, nothing, noticed, type Order, refs } from "./support";

const original = repository({ "a.txt": "a", "src/b.txt": "b", ".gitignore": "local.conf\n" });
putAll(original, { "local.conf": "mine", "a.txt": "dirty", "new.txt": "untracked" });

const changesNothing =
  /^(before|beside) git (config|rev-parse|cat-file|ls-files|check-ignore|add|write-tree|commit-tree|worktree list|merge-base)\b/;
const skipped = (step: string) => process.env.KILO_CRASH_FULL !== "1" && changesNothing.test(step);

interface Scene {
  order: Order;
  check(): Promise<void>;
}

/** Runs a scene once whole to learn its steps, then once for each step, two at a time. Answers where it was ended. */
async function killAtEachStep(make: () => Promise<Scene>): Promise<string[]> {
  const whole = await make();
  const steps = (await inOwnProcess(whole.order))?.steps ?? [];
  await whole.check();
  const waiting = steps.flatMap((step, index) => (skipped(step) ? [] : [index + 1]));
  const places = waiting.map((step) => steps[step - 1] ?? "");
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const { order, check } = await make();
      const answer = await inOwnProcess({ ...order, killAt: step });
      // A step less than in the whole run would be another's; then it simply came through.
      await check().catch((thrown: unknown) => {
        throw new Error(`killed at ${steps[(step ?? 0) - 1]} (${answer === null}): ${String(thrown)}`);
      });
    }
  };
  await Promise.all([work(), work()]);
  return places;
}

function leaseFolders() {
  return { folder: temporaryFolder("leases"), temporaryFolder: temporaryFolder("t") };
}

describe("killed at each step", () => {
  it("of making: reconciling leaves the tree whole or nothing of it", { timeout: 240_000 }, async () => {
    const steps = await killAtEachStep(async () => {
      const folder = copyOf(original);
      const leases = leaseFolders();
      const before = noticed(folder);
      const check = async () => {
        const own = fleet(folder, { leases });
        const { notes, busy, foreign } = value(await own.reconcile());
        expect({ notes, busy, foreign }).toEqual({ notes: [], busy: [], foreign: [] });
        const left = value(await own.list());
        for (const { name, path, state } of left) {
          expect({ state, status: git(path, "status", "--porcelain") }).toEqual({
            state: "ready",
            status: "",
          });
          value(await own.remove(name));
        }
        expect(leftovers(folder, leases.folder)).toEqual(nothing);
        expect(noticed(folder)).toEqual(before);
        expect(value(await own.reconcile()).removed).toEqual([]);
      };
      return { order: { action: "addNext", folder, leases }, check };
    });
    expect(steps.length).toBeGreaterThan(15);
  });

  it("of removing: reconciling ends it, and its work is kept", { timeout: 240_000 }, async () => {
    const steps = await killAtEachStep(async () => {
      const folder = copyOf(original);
      const leases = leaseFolders();
      const before = noticed(folder);
      const own = fleet(folder, { leases });
      const { path } = value(
        await own.addNext({ base: "HEAD", worktreePrefix: "agent", branchPrefix: "kilo/agent" }),
      );
      putAll(path, { "src/b.txt": "committed" });
      git(path, "commit", "-qam", "work");
      putAll(path, { "src/b.txt": "better", "new/c.txt": "precious", "a.txt": null });
      const check = async () => {
        value(await own.reconcile());
        // Killed before its intent was written down, the tree is simply still there.
        if (value(await own.list()).length > 0) value(await own.remove("agent-001"));
        expect(leftovers(folder, leases.folder)).toEqual(nothing);
        const kept = refs(folder, "refs/kilo/archive/agent-001").map((ref) => [
          git(folder, "show", `${ref}:src/b.txt`),
          git(folder, "ls-tree", "-r", "--name-only", ref).trim().split("\n").join(" "),
        ]);
        expect(kept).toContainEqual(["better", ".gitignore new/c.txt src/b.txt"]);
        expect(noticed(folder)).toEqual(before);
        git(folder, "fsck", "--strict");
      };
      return { order: { action: "remove", folder, leases }, check };
    });
    expect(steps.length).toBeGreaterThan(15);
    expect(join(...steps)).toContain("git worktree remove");
  });
});
