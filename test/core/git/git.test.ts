import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lineCommand } from "../../../src/core/git/command";
import { explainGit } from "../../../src/core/git/explain";
import { findProgram } from "../../../src/core/git/program";
import { environment, failed, git, repository, runner, temporaryFolder, value } from "./support";

describe("the runner of git", () => {
  const folder = repository({ "a.txt": "one\n" });
  const own = runner(folder);

  it.each([
    ["text", ["rev-parse", "--is-inside-work-tree"], undefined, 0, "true\n"],
    ["nothing", ["update-index", "--refresh"], undefined, 0, ""],
    ["what it is fed", ["hash-object", "--stdin"], "abc", 0, "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f\n"],
    [
      "an empty input, closed",
      ["hash-object", "--stdin"],
      undefined,
      0,
      "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\n",
    ],
  ])("answers with %s", async (_, args, input, exitCode, stdout) => {
    const answer = value(await own.run(args, input === undefined ? {} : { input }));
    expect(answer).toMatchObject({ exitCode, stdout });
  });

  it("keeps bytes as they are", async () => {
    const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));
    const blob = value(await own.ask(lineCommand(["hash-object", "-w", "--stdin"], bytes)));
    expect(value(await own.runBytes(["cat-file", "blob", blob])).stdout.equals(bytes)).toBe(true);
  });

  it("tells exit codes apart from failures", async () => {
    expect(value(await own.run(["diff", "--quiet", "HEAD"], { okCodes: [0, 1] })).exitCode).toBe(0);
    writeFileSync(join(folder, "a.txt"), "two\n");
    expect(value(await own.run(["diff", "--quiet", "HEAD"], { okCodes: [0, 1] })).exitCode).toBe(1);
    expect(failed(await own.run(["diff", "--quiet", "HEAD"])).message).toBe(
      "git diff ended with exit code 1.",
    );
    expect(failed(await own.run(["rev-parse", "--verify", "nothing"]))).toMatchObject({
      code: "git-failed",
      message: "git rev-parse: Needed a single revision.",
      detail: "exit 128",
    });
  });

  it.each([
    ["a missing folder", () => runner(join(folder, "no", "such"))],
    ["a PATH without git", () => runner(folder, { environment: { PATH: "/nonexistent" } })],
  ])("never throws: %s", async (_, make) => {
    expect(failed(await make().run(["rev-parse", "HEAD"])).code).toBe("git-failed");
  });

  it("never runs a git that lies in the opened folder", () => {
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "git"), "#!/bin/sh\n", { mode: 0o755 });
    expect(findProgram({ PATH: `${bin}:bin:.` }, folder)).toBeNull();
    expect(findProgram({ PATH: bin }, temporaryFolder())).toBe(join(bin, "git"));
  });

  it.each([
    ["local", ["push", "x"]],
    ["local", ["fetch"]],
    ["local", ["-c", "core.fsmonitor=x", "status"]],
    ["local", ["submodule", "update"]],
    ["network", ["status"]],
    ["local", []],
  ] as const)("refuses on the %s profile: git %s", async (profile, args) => {
    expect(failed(await runner(folder, { profile }).run(args)).code).toBe("not-allowed");
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort();
    expect(failed(await own.run(["status"], { signal: stop.signal })).code).toBe("aborted");
    const late = new AbortController();
    const listing = own.run(["hash-object", "--stdin", "--stdin-paths"], {
      signal: late.signal,
      input: "x\n".repeat(10),
    });
    late.abort();
    expect((await listing).ok).toBe(false);
  });

  it("shows git nothing of the host but what it needs", async () => {
    const poisoned = {
      ...environment,
      GIT_DIR: "/nonexistent",
      GIT_EXTERNAL_DIFF: "false",
      OPENAI_API_KEY: "key",
      EDITOR: "false",
      GIT_INDEX_FILE: "x",
    };
    const answer = value(
      await runner(folder, { environment: poisoned }).run(["rev-parse", "--show-toplevel"]),
    );
    expect(answer.stdout.trim()).toBe(folder);
  });

  it("reads a changed configuration again", async () => {
    const fresh = repository({ "a.txt": "one\n" });
    const mark = join(temporaryFolder(), "ran");
    const mine = runner(fresh);
    value(await mine.run(["status", "--porcelain"]));
    git(fresh, "config", "filter.late.clean", `touch ${mark}; cat`);
    writeFileSync(join(fresh, ".gitattributes"), "* filter=late\n");
    writeFileSync(join(fresh, "a.txt"), "two\n");
    value(await mine.run(["diff", "HEAD", "--no-ext-diff", "--no-textconv"]));
    expect(existsSync(mark)).toBe(false);
  });

  it("names the folder it was to work in and that is gone", async () => {
    const folder = join(temporaryFolder(), "gone");
    expect(failed(await runner(folder).run(["status"])).message).toBe(
      `The folder ${folder} is gone, so git cannot work in it.`,
    );
  });

  it("runs a hundred at once, a few at a time", async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => own.run(["rev-parse", "HEAD"])));
    expect(all.every((each) => each.ok)).toBe(true);
  });

  it("fetches and pushes over the network profile, by hand of the caller", async () => {
    const remote = temporaryFolder("remote");
    git(remote, "init", "-q", "--bare");
    const network = runner(folder, { profile: "network" });
    value(await network.run(["push", "--quiet", "--", remote, "HEAD:refs/heads/main"]));
    expect(value(await network.run(["ls-remote", "--", remote])).stdout).toContain("refs/heads/main");
  });
});

describe("a failure of git", () => {
  it.each([
    [
      "fatal: not a git repository (or any of the parent directories): .git\n",
      /not a git repository.*Open a folder/,
    ],
    [
      "fatal: detected dubious ownership in repository at '/x'\nTo add …\n",
      /dubious ownership.*safe\.directory/,
    ],
    ["error: Unable to create '/x/.git/index.lock': File exists.\n", /index\.lock.*Another git process/],
    [
      "error: unable to write file 'a.txt'\nfatal: Could not reset index file.\n",
      /unable to write file 'a\.txt'\. The disk may be full/,
    ],
    ["fatal: cannot fork() for x: Resource temporarily unavailable\n", /no room for another process/],
    ["Error: spawn /usr/bin/git EAGAIN", /no room for another process/],
    ["fatal: bad config line 7 in file .git/config\n", /line 7 in file \.git\/config\. Mend that line/],
    ["warning: a\nfatal: \u001b[31mred\u202e text\u0007\n", /^git add: \[31mred text\.$/],
    ["hint: only this\n", /^git add: hint: only this\.$/],
    ["", /^git add ended with exit code 1\.$/],
  ])("%j", (stderr, wanted) => {
    const told = explainGit("add", stderr, 1);
    expect(told.message).toMatch(wanted);
  });
});
