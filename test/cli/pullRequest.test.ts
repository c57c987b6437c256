// A session whose result becomes a pull request, as a person has it: the program, a detached driver, agents' processes, a
// GitHub of this machine. The token goes to GitHub and nowhere else.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { loadSettings } from "../../src/core/host/loadSettings";
import type { HostPlace } from "../../src/core/host/openEngineAt";
import type { DriverOrder } from "../../src/core/host/sessionDriver";
import { approveWidening, readSessionSettings } from "../../src/core/host/sessionSettings";
import { gitHubToken, plantGitHub, type TestGitHub } from "../fakes/testGitHub";
import { full, sample } from "../faults/tally";
import { agent, call, done, openStage, type Stage, step } from "./agentManagerStage";
import { at, keys } from "./dialogue";
import { hasTerminals, removeProgram, watch } from "./program";

let stage: Stage | null = null;
let gitHub: TestGitHub | null = null;
afterEach(async () => {
  await stage?.close();
  await gitHub?.close();
  stage = null;
  gitHub = null;
});
afterAll(removeProgram);

/** An agent that writes down what its commands have in their environment. */
const look = "env > seen.txt";
const curious = {
  role: "*",
  task: "database part",
  replies: [
    call("run_command", { command: look }),
    call("write_file", { path: "schema.txt", content: "id\n" }),
    done("schema.txt is written"),
  ],
};

/** @param small one agent without a process of its own. */
async function open({ small = false } = {}) {
  const api = step("Endpoints", "api", small ? [] : [1]);
  const opened = await openStage({
    rules: [curious, agent("api part", ["api.txt", "GET /me\n"])],
    steps: small ? [api] : [step("Schema for profiles", "database"), api],
    files: {
      ".kilocode/agent-manager.json": JSON.stringify({
        merge: { strategy: "manual", createPullRequest: true },
      }),
      ".gitignore": "seen.txt\n",
    },
  });
  stage = opened;
  const { folder, home } = opened.program;
  const github = await plantGitHub(dirname(folder), folder);
  gitHub = github;
  await approveFiles({ folder, variables: { HOME: dirname(folder), KILO_HOME: home } });
  const manager = (args: string[], variables: Record<string, string>) =>
    opened.program.run(["agent-manager", ...args], { variables });
  return { ...opened, github, manager };
}

/** As a person does at a terminal, for a project's file alone opens no pull request. */
async function approveFiles(place: HostPlace): Promise<void> {
  const loaded = await loadSettings(place, { flags: {}, terminal: false, session: true });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  const read = await readSessionSettings(place, loaded.value, { file: null, flags: {} });
  if (!read.ok) throw new Error(read.failure.message);
  expect(read.value.widens.map(({ key }) => key)).toEqual(["merge.createPullRequest"]);
  await approveWidening(place, read.value);
}

/** Files below a folder that hold a text, links not followed. */
function holding(folder: string, text: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return holding(path, text);
    return entry.isFile() && readFileSync(path).includes(text) ? [path] : [];
  });
}

const encoded = Buffer.from(`x-access-token:${gitHubToken}`).toString("base64");

describe("a pull request", () => {
  test("is opened with the token of the shell, though refused at first, and looked at later", async () => {
    const { manager, github, program, mergeAsked, until } = await open();
    const started = await manager(["start", "--yes", "Build a user profile"], github.environment);
    expect([started.code, started.error]).toEqual([0, ""]);
    const { approval } = await mergeAsked();
    expect(approval.title).toContain("to git@github.com:acme/shop.git as kilo-session-");
    const noPull = { status: 422, body: { message: "Validation Failed: no" } };
    github.server.instead = ({ method }) => (method === "POST" ? noPull : null);
    const merged = await manager(["merge", "--approve"], github.environment);
    expect([merged.code, merged.error]).toEqual([0, ""]);
    expect(merged.out).toContain("your tree is as it was");
    expect(merged.out).toMatch(/! Created no PR: .* did not accept the pull request/);
    expect(merged.out).toContain("- Try the pull request again: kilo-code agent-manager merge --approve");
    github.server.instead = () => null;
    const again = await manager(["merge", "--approve"], github.environment);
    expect([again.code, again.error]).toEqual([0, ""]);
    expect(again.out).toMatch(/✓ Created PR: #7 - /);
    expect(again.out).toContain("- Review PR: https://github.example/acme/shop/pull/7");
    expect(github.server.pulls).toMatchObject([{ base: "main", state: "open" }]);

    github.server.runs = [{ status: "completed", conclusion: "failure" }];
    const status = await manager(["status"], github.environment);
    expect(status.out).toContain("Pull request #7 is open, checks: failure");
    // Written down: also who has no token sees it.
    expect((await manager(["status"], {})).out).toContain("Pull request #7 is open, checks: failure");
    Object.assign(github.server.pulls[0] ?? {}, { state: "closed", merged: true });
    const review = JSON.parse((await manager(["review", "--json"], github.environment)).out);
    expect(review.pullRequest).toMatchObject({ number: 7, state: "merged" });

    const tool = await until("toolCall.settled", ({ name }) => name === "run_command");
    expect(tool).toMatchObject({ outcome: "ok", exitCode: 0 });
    const seen = holding(program.folder, "KILO_WORKER=").filter((path) => basename(path) === "seen.txt");
    expect(seen).toHaveLength(1);
    expect(holding(dirname(program.folder), gitHubToken)).toEqual([]);
    expect(holding(dirname(program.folder), encoded)).toEqual([]);
  }, 180_000);

  test.skipIf(!hasTerminals)(
    "whose push nobody approved yet is shown to a person in a terminal, and to nobody else",
    async () => {
      const { manager, github, program, mergeAsked, engine } = await open({ small: true });
      const { GITHUB_TOKEN: _, ...bare } = github.environment;
      expect((await manager(["start", "--yes", "Build a user profile"], bare)).code).toBe(0);
      await mergeAsked();
      const kept = await manager(["merge", "--approve"], bare);
      expect([kept.code, kept.error]).toEqual([0, ""]);
      expect(kept.out).toMatch(/! Created no PR: There is no token for github\.com: /);
      const run = (await engine().runs())[0]?.run ?? "";
      const facts = async () => (await engine().view(run))?.seq;

      const before = await facts();
      const cause = `The push has to be approved first, by a person who is shown where it goes. In a terminal: kilo-code agent-manager merge --approve\n`;
      for (const words of sample([["--json"], []], 1)) {
        const refused = await manager(["merge", "--approve", ...words], github.environment);
        expect([refused.code, refused.error.split("\n").slice(-2).join("\n")]).toEqual([3, cause]);
        if (words.length > 0)
          expect(JSON.parse(refused.out)).toEqual({ error: { code: "not-allowed", message: cause.trim() } });
      }
      const asked = (...more: [string, string][]) =>
        at(
          program.terminal(["agent-manager", "merge", "--approve"], github.environment),
          ["[merge] Push kilo-session-", ""],
          ["to git@github.com:acme/shop.git and open a pull request into main", ""],
          ["Push it and open the pull request?", ""],
          ...more,
        );
      if (full) {
        const left = await asked(["no", keys.interrupt]);
        expect(left.code).toBe(130);
        expect(left.out).toMatch(/Broken off\. Again: kilo-code agent-manager merge --approve\n$/);
      }
      // Nothing was said to anybody, and no question stays open.
      expect(await facts()).toBe(before);
      expect(github.server.pulls).toEqual([]);
      if (full) {
        const refused = await asked(["no", keys.enter]);
        expect([refused.code, refused.out.split("\n").at(-2)]).toEqual([3, "A person did not want it."]);
      }
      const opened = await asked(["no", keys.down + keys.enter]);
      expect(opened.code, opened.out).toBe(0);
      expect(opened.out).toMatch(/\n✓ Created PR: #7 - .+\n- Review PR: https:\S+\/pull\/7\n$/);
      expect(github.server.pulls).toMatchObject([{ base: "main", state: "open" }]);
      expect(await manager(["merge", "--approve"], github.environment)).toMatchObject({
        code: 2,
        error: expect.stringMatching(/was merged already, and pull request #7 is open: https/),
      });
    },
    180_000,
  );

  test("is opened with a token that came over standard input, which nothing else of the driver's has", async () => {
    const { manager, github, program, mergeAsked, engine, until } = await open();
    const { GITHUB_TOKEN: token = "", ...bare } = github.environment;
    expect((await manager(["start", "--yes", "Build a user profile"], bare)).code).toBe(0);
    const first = await mergeAsked();
    expect(first.approval.title).toMatch(/: no pull request can be opened$/);
    expect(first.approval.detail).toMatch(
      /^No pull request: There is no token for github.com: set GITHUB_TOKEN/,
    );
    // Whoever reads that brings a token; what was asked is asked anew.
    await manager(["stop"], bare);
    const run = (await engine().runs())[0]?.run ?? "";
    const order: DriverOrder = { resume: { run }, retainBytes: 1e9, keys: { GITHUB_TOKEN: token } };
    const child = program.start(["agent-manager", "drive"], bare);
    const ended = watch(child);
    child.stdin?.end(JSON.stringify(order));
    const second = await mergeAsked(first.seq);
    expect(second.approval.title).toContain("to git@github.com:acme/shop.git as kilo-session-");
    for (const name of ["cmdline", "environ"])
      expect(readFileSync(`/proc/${child.pid}/${name}`, "utf8")).not.toContain(token);
    const merged = await manager(["merge", "--approve"], bare);
    expect(merged.out).toMatch(/✓ Created PR: #7 - /);
    await until("run.ended");
    const said = await ended;
    expect(JSON.stringify(said)).not.toContain(token);
    expect([...github.server.authorizations]).toEqual([`token ${token}`]);
    expect(holding(dirname(program.folder), gitHubToken)).toEqual([]);
    expect(holding(dirname(program.folder), encoded)).toEqual([]);
  }, 180_000);
});
