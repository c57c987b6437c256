// No file is left open for a git process: a failure of one sentence that lets a run rest, where it ended the whole program.
import { expect, test } from "vitest";
import { git, inOwnProcess, temporaryFolder } from "./support";

test.skipIf(process.platform === "win32")(
  "too many open files: told as that, and over when they are closed",
  async () => {
    const folder = temporaryFolder();
    git(folder, "init", "-q");
    git(folder, "commit", "-q", "--allow-empty", "-m", "seed");
    const full = {
      code: "storage-failed",
      message:
        "git rev-parse could not be started because too many files are open; close some, or raise the limit (ulimit -n).",
      detail: "EMFILE",
    };
    expect(await inOwnProcess(["full", folder], undefined, 64)).toEqual(["answered", full, full, "answered"]);
  },
);
