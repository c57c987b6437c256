// Which variables reach a child process.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { childEnvironment } from "../../../src/core/process/childEnvironment";
import { git, repository } from "../git/support";

const dropped = [
  "ANTHROPIC_API_KEY",
  "OPENAI_APIKEY",
  "MY_SERVICE_TOKEN",
  "TOKEN",
  "npm_config__authToken",
  "npm_config_//registry.test/:_authToken",
  "npm_config_token_x",
  "NPM_TOKEN",
  "CLIENT_SECRET",
  "SECRET_KEY_BASE",
  "DB_PASSWORD",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "AWS_ACCESS_KEY_ID",
  "AWS_REGION",
  "AZURE_CLIENT_ID",
  "GITHUB_WORKSPACE",
  "GH_HOST",
  "GIT_DIR",
  "GIT_CONFIG_COUNT",
  "LD_PRELOAD",
  "LD_LIBRARY_PATH",
  "DYLD_INSERT_LIBRARIES",
  "NODE_OPTIONS",
  "BASH_ENV",
  "ENV",
  "SHELLOPTS",
  "BASH_FUNC_ls%%",
  "PROMPT_COMMAND",
  "VSCODE_IPC_HOOK_CLI",
  "ELECTRON_RUN_AS_NODE",
  "KILO_PARENT",
  "SSH_PRIVATE_KEY",
];
const kept = [
  "HOME",
  "LANG",
  "TMPDIR",
  "NODE_ENV",
  "TOKENIZERS_PARALLELISM",
  "KEYBOARD",
  "npm_config_cache",
  "GOPATH",
  "SECRETARY",
  "JAVA_HOME",
];

describe("childEnvironment", () => {
  const base = Object.fromEntries([...dropped, ...kept].map((name) => [name, "value"]));

  it.each(dropped)("drops %s", (name) => {
    expect(childEnvironment(base, { runTag: "r" })).not.toHaveProperty([name]);
  });

  it.each(kept)("keeps %s", (name) => {
    expect(childEnvironment(base, { runTag: "r" })).toHaveProperty([name], "value");
  });

  it("drops values that are keys under innocent names", () => {
    const env = childEnvironment(
      { A: `sk-ant-${"x".repeat(30)}`, B: `ghp_${"a".repeat(36)}`, C: "ski-lift" },
      { runTag: "r" },
    );
    expect(Object.keys(env)).not.toContain("A");
    expect(Object.keys(env)).not.toContain("B");
    expect(env.C).toBe("ski-lift");
  });

  it("sets what keeps programs from asking, and the tags", () => {
    const env = childEnvironment(
      { PAGER: "less", EDITOR: "vi", KILO_RUN: "other" },
      { runTag: "r1", commandTag: "c1" },
    );
    expect(env).toMatchObject({
      PAGER: "cat",
      GIT_PAGER: "cat",
      EDITOR: "true",
      GIT_TERMINAL_PROMPT: "0",
      CI: "1",
    });
    expect(env).toMatchObject({ NO_COLOR: "1", TERM: "dumb", KILO_RUN: "r1", KILO_COMMAND: "c1" });
  });

  it("searches programs in absolute folders only", () => {
    expect(
      childEnvironment({ PATH: ".:/usr/bin::node_modules/.bin:/bin" }, { runTag: "r" }, "linux").PATH,
    ).toBe("/usr/bin:/bin");
    expect(childEnvironment({ Path: "C:\\a;.;b" }, { runTag: "r" }, "win32").Path).toBe("C:\\a");
  });

  it("lets git find an agent's own worktree and no checkout it lies in", () => {
    const folder = repository({ "a.txt": "one\n" });
    const tree = join(folder, "trees", "api");
    git(folder, "worktree", "add", "-q", tree);
    const env = childEnvironment(process.env, { runTag: "r", own: { KILO_TREE: tree } });
    const top = (cwd: string) =>
      spawnSync("git", ["rev-parse", "--show-toplevel"], { cwd, env, encoding: "utf8" });
    mkdirSync(join(tree, "deep"));
    expect(top(join(tree, "deep")).stdout).toBe(`${tree}\n`);
    rmSync(join(tree, ".git"));
    expect(top(join(tree, "deep")).stderr).toContain("not a git repository");
  });
});
