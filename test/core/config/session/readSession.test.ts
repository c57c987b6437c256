// Session files on a real disk: which are read, through what, and what a person's approval is kept in.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  approvedHashes,
  forgetApproval,
  isApproved,
  rememberApproval,
  sessionApprovalsPath,
} from "../../../../src/core/config/sessionApprovals";
import { readSession } from "../../../../src/core/config/sessionFiles/readSession";
import { roles } from "../../../../src/core/roles/index";
import { fixture } from "./stand";

let top: string;
let folder: string;
let home: string;
beforeEach(() => {
  top = mkdtempSync(join(realpathSync(tmpdir()), "kilo-session-"));
  [folder, home] = [join(top, "app"), join(top, "home", ".kilo")];
  mkdirSync(join(folder, ".kilocode"), { recursive: true });
  writeFileSync(join(folder, ".kilocode/agent-manager.json"), fixture("agent-manager"));
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

const read = (sessionFile: string | null = null, trusted = true, approvedNow: string | null = null) =>
  readSession(
    { home, folder, trusted, userHome: join(top, "home") },
    { known: roles, worktrees: { basePath: null, branchPrefix: null }, flags: {}, sessionFile, approvedNow },
  );

test("a folder nobody trusts says nothing, and no session file is read there", async () => {
  expect(await read(null, false)).toMatchObject({
    ok: true,
    value: { widens: [], models: {}, session: { maxParallel: 4 } },
  });
  expect(await read("s.json", false)).toMatchObject({
    ok: false,
    failure: {
      code: "not-trusted",
      message: `s.json is not read, because ${folder} is not trusted; run: kilo-code trust`,
    },
  });
});

test("an approval is asked for once: kept for the user alone, and lost when a value changes", async () => {
  const first = await read();
  if (!first.ok || first.value.hash === null) throw new Error("nothing to approve");
  const { hash, widens, approved } = first.value;
  expect([approved, await isApproved(home, hash)]).toEqual([false, false]);
  expect(await read(null, true, hash)).toMatchObject({ ok: true, value: { approved: true } });
  await rememberApproval(home, {
    hash,
    folder,
    at: "2026-11-21T12:00:00.000Z",
    keys: widens.map(({ key }) => key),
  });
  expect(await read()).toMatchObject({
    ok: true,
    value: { approved: true, session: { worktreeBase: "../my-app-worktrees" } },
  });
  if (process.platform !== "win32") expect(statSync(sessionApprovalsPath(home)).mode & 0o777).toBe(0o600);
  expect(readFileSync(sessionApprovalsPath(home), "utf8")).toContain("merge.createPullRequest");
  const changed = fixture("agent-manager").replace("qwen-coder-plus", "another-model");
  writeFileSync(join(folder, ".kilocode/agent-manager.json"), changed);
  expect(await read()).toMatchObject({ ok: true, value: { approved: false } });
  expect([await forgetApproval(home, hash), await forgetApproval(home, hash)]).toEqual([true, false]);
  expect([...(await approvedHashes(home))]).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "a list that others could have written is not believed",
  async () => {
    await rememberApproval(home, { hash: "a", folder, at: "now", keys: [] });
    chmodSync(sessionApprovalsPath(home), 0o666);
    const path = sessionApprovalsPath(home);
    const message = `${path} can be changed by others, so it is not believed; run: chmod 600 ${path}`;
    await expect(isApproved(home, "a")).rejects.toThrow(message);
    expect(await read()).toMatchObject({ ok: false, failure: { message } });
  },
);

test("a broken list is said, and no approval", async () => {
  mkdirSync(home, { recursive: true });
  writeFileSync(sessionApprovalsPath(home), "approved = 3", { mode: 0o600 });
  expect(await read()).toMatchObject({ ok: false, failure: { code: "invalid-input" } });
});

test("a session file is read from where the person says, beside the project's own", async () => {
  writeFileSync(join(top, "waves.json"), fixture("seven-waves"));
  const made = await read("../waves.json");
  expect(made.ok && [made.value.session.agents?.length, made.value.session.maxParallel]).toEqual([21, 4]);
});

test.each<[string, () => string, string]>([
  ["is not there", () => "none.json", "There is no session file none.json."],
  ["has no name", () => "", "--session names no file; write it as --session <file>."],
  ["is a folder", () => ".kilocode", ".kilocode is not a file."],
  [
    "is too large",
    () => {
      writeFileSync(join(folder, "large.json"), " ".repeat(1_000_001));
      return "large.json";
    },
    "large.json is larger than 1000 KB.",
  ],
])("a session file that %s", async (_, plant, message) => {
  expect(await read(plant())).toMatchObject({ ok: false, failure: { message } });
});

test("a project's file is not read through a link that leads out", async () => {
  writeFileSync(join(top, "outside.json"), "{}");
  rmSync(join(folder, ".kilocode/agent-manager.json"));
  symlinkSync(join(top, "outside.json"), join(folder, ".kilocode/agent-manager.json"));
  expect(await read()).toMatchObject({
    ok: false,
    failure: {
      code: "path-outside",
      message:
        ".kilocode/agent-manager.json is a link that leads out of the project's folder, so it is not read.",
    },
  });
});

test("a base that a link leads out of the folder needs the approval", async () => {
  mkdirSync(join(top, "elsewhere"));
  symlinkSync(join(top, "elsewhere"), join(folder, "trees"));
  writeFileSync(join(folder, ".kilocode/agent-manager.json"), '{"worktreeBasePath": "trees/agents"}');
  const made = await read();
  expect(made.ok && made.value.widens.map(({ key }) => key)).toEqual(["worktreeBasePath"]);
});
