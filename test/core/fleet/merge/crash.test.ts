// Kills a train, an apply and an undo before and after git calls and at every event, then lets another process do the
// same: the end is the one without a crash. KILO_CRASH_EVERY=1 kills at each git call instead of some.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TrainMember, TrainResult } from "../../../../src/core/fleet/merge/trainTypes";
import type { Result } from "../../../../src/protocol/failure";
import {
  copyOf,
  environment,
  git,
  ownProcesses,
  picture,
  putAll,
  repository,
  temporaryFolder,
  userState,
  value,
} from "../../git/support";
import { branchWith } from "./mergeSupport";

const every = Number(process.env.KILO_CRASH_EVERY ?? 29);

const inOwnProcess = ownProcesses(join(import.meta.dirname, "inOwnProcess.ts"));

/** What `inOwnProcess.ts` answers; null where it was killed. */
async function run<T>(args: string[], env?: NodeJS.ProcessEnv): Promise<Result<T> | null> {
  return (await inOwnProcess(args, env)) as Result<T> | null;
}

/** Ends a process at the given call. Its calls come one by one. */
function deadly(call: number, moment: "before" | "after"): NodeJS.ProcessEnv {
  return { ...environment, DIE_AT_GIT: `${moment} ${call}`, ONE_BY_ONE: "1" };
}

/** Kills at some calls, each time on a fresh place; answers how many were tried until one came through. */
async function killAt(
  moment: "before" | "after",
  first: number,
  attempt: (dying: NodeJS.ProcessEnv) => Promise<boolean>,
): Promise<number> {
  let kills = 0;
  for (let call = first; call < 400; call += every) {
    if (!(await attempt(deadly(call, moment)))) break;
    kills += 1;
  }
  return kills;
}

const trainFiles = {
  "check.sh": 'for f in *.part; do grep -q ok "$f" || exit 1; done\n',
  "base.part": "ok\n",
};

const train = (() => {
  const folder = repository(trainFiles);
  const texts: [string, string][] = [
    ["one", "ok"],
    ["two", "bad"],
    ["three", "ok"],
  ];
  const members = texts.map(([name, text]): TrainMember => {
    return { name, commit: branchWith(folder, name, { [`${name}.part`]: `${text}\n` }), after: [] };
  });
  return { folder, members: JSON.stringify(members) };
})();

function trainPlace(): { folder: string; args: string[] } {
  const folder = copyOf(train.folder);
  return { folder, args: ["train", folder, temporaryFolder("scratch"), train.members] };
}

const dirty = (() => {
  const folder = repository({ "a.txt": "1\n", "b.txt": "b\n", "gone.txt": "g\n" });
  branchWith(folder, "result", { "a.txt": "2\n", "n/new.txt": "n\n", "gone.txt": null });
  putAll(folder, { "b.txt": "mine\n", "mine.txt": "mine\n" });
  return folder;
})();

async function expectTrainEnd(folder: string, args: string[]): Promise<void> {
  const result = value(
    (await run<TrainResult>(args)) ?? { ok: false, failure: { code: "internal", message: "killed" } },
  );
  expect(result.landed.map(({ member }) => member)).toEqual(["one", "three"]);
  expect(result.setAside.map(({ member, why }) => `${member} ${why.kind}`)).toEqual(["two red"]);
  const steps = ["log", "--first-parent", "--format=%s", "main..kilo-integration"];
  expect(git(folder, ...steps)).toBe("Merge three\nMerge one\n");
  expect(git(folder, "ls-tree", "--name-only", result.tree)).toBe(
    "base.part\ncheck.sh\none.part\nthree.part\n",
  );
  expect(git(result.folder, "status", "--porcelain", "--branch")).toBe("## kilo-integration\n");
  expect(git(folder, "status", "--porcelain")).toBe("");
  git(folder, "fsck", "--strict");
}

describe.each(["before", "after"] as const)("killed %s git calls", (moment) => {
  const first = moment === "before" ? 1 : Math.min(every, 5);

  it("a train comes to the same end", { timeout: 900_000 }, async () => {
    const kills = await killAt(moment, first, async (dying) => {
      const { folder, args } = trainPlace();
      const killed = (await run(args, dying)) === null;
      await expectTrainEnd(folder, args);
      return killed;
    });
    expect(kills).toBeGreaterThan(1);
  });

  it.each(["files", "commit"])("an apply (%s) is whole after the next, and so is its undo", {
    timeout: 900_000,
  }, async (form) => {
    const place = () => ({ folder: copyOf(dirty), scratch: temporaryFolder("scratch") });
    const end = place();
    await run([form, end.folder, end.scratch]);
    const wanted = { files: picture(end.folder), status: git(end.folder, "status", "--porcelain") };
    const kills = await killAt(moment, first, async (dying) => {
      const { folder, scratch } = place();
      const before = userState(folder);
      const killed = (await run([form, folder, scratch], dying)) === null;
      expect(await run([form, folder, scratch])).toMatchObject({ ok: true, value: { applied: true } });
      expect({ files: picture(folder), status: git(folder, "status", "--porcelain") }).toEqual(wanted);
      expect(git(folder, "rev-list", "--count", "main")).toBe(form === "commit" ? "2\n" : "1\n");
      await run(["undo", folder, scratch], dying);
      expect(await run(["undo", folder, scratch])).toMatchObject({
        ok: true,
        value: { kept: [], blocked: [] },
      });
      expect(picture(folder)).toEqual(before.files);
      expect([git(folder, "status", "--porcelain"), git(folder, "rev-list", "--count", "main")]).toEqual([
        " M b.txt\n?? mine.txt\n",
        "1\n",
      ]);
      return killed;
    });
    expect(kills).toBeGreaterThan(1);
  });
});

it("killed at every event a train comes to the same end", { timeout: 300_000 }, async () => {
  for (let event = 1; ; event += 1) {
    const { folder, args } = trainPlace();
    const killed = (await run(args, { ...environment, KILL_AT: String(event) })) === null;
    await expectTrainEnd(folder, args);
    if (!killed) break;
    expect(event).toBeLessThan(20);
  }
});
