// Does one thing of the merge room in a process of its own, so that a test can kill it. Bundled and started by
// crash.test.ts; prints its result as JSON. `KILL_AT` ends it at that event of a train.
import "../../git/dieAtGit";
import { applyApproved } from "../../../../src/core/fleet/merge/applyApproved";
import { mergeTrain } from "../../../../src/core/fleet/merge/mergeTrain";
import type { TrainMember } from "../../../../src/core/fleet/merge/trainTypes";
import { undoSession } from "../../../../src/core/fleet/merge/undoSession";
import { createGit } from "../../../../src/core/git/git";
import { oneByOne } from "../../git/oneByOne";
import { runCheckIn, session } from "./inOwnProcessPlace";

const [action = "", folder = "", scratchFolder = "", words = "[]"] = process.argv.slice(2);
const own = oneByOne(createGit(folder, { environment: process.env }));
const killAt = Number(process.env.KILL_AT ?? 0);
let events = 0;

async function act(): Promise<unknown> {
  const shared = { git: own, session, scratchFolder, now: Date.now };
  if (action === "undo") return undoSession(shared);
  if (action !== "train") {
    const rest = { result: "result", base: null, subject: "x", steps: ["one"] };
    return applyApproved({ ...shared, ...rest, autoCommit: action === "commit" });
  }
  return mergeTrain({
    git: own,
    session,
    base: "main",
    worktree: { path: `${folder}/.kilocode/worktrees/integration`, branch: "kilo-integration" },
    members: JSON.parse(words) as TrainMember[],
    batch: 2,
    checks: runCheckIn,
    onEvent() {
      events += 1;
      if (events === killAt) process.kill(process.pid, "SIGKILL");
    },
  });
}

act().then((result) => {
  process.stdout.write(JSON.stringify(result));
});
