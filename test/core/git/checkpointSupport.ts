// Checkpoints of test folders, and names that are hard to carry.
import { join } from "node:path";
import { type Checkpoints, createCheckpoints } from "../../../src/core/git/checkpoints";
import { runner, temporaryFolder, value } from "./support";

export function checkpointsOf(
  folder: string,
  stateFolder = join(temporaryFolder("state"), "s"),
): Checkpoints {
  return createCheckpoints({ git: runner(folder), stateFolder, run: "20261121-022646-k3f9" });
}

export const rawBytes = async (checkpoints: Checkpoints, tree: string, path: string) => {
  const bytes = value(await checkpoints.readFile(tree, path));
  return bytes === null ? null : Buffer.from(bytes).toString("latin1");
};

export const odd = {
  "new\nline": "1",
  '"quoted"': "2",
  "tab\tspace end ": "3",
  "back\\slash": "4",
  "ünïcode/日本": "5",
  "-dash": "6",
  ":(glob)*": "7",
  "cr\r": "8",
  "git~1": "9",
};
