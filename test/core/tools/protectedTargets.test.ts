// Which names are more than files.
import { describe, expect, it } from "vitest";
import { protectionOf, secretTarget } from "../../../src/core/tools/protectedTargets";

const denied = [
  ".git",
  ".git/config",
  ".git/hooks/pre-commit",
  "sub/.git",
  "sub/module/.git/HEAD",
  ".GIT/config",
  ".Git",
  ".git./config",
  ".git /config",
  ".g\u200cit/config",
  "git~1/config",
  ".git::$INDEX_ALLOCATION/config",
  ".kilocode/agents-config.json",
  ".kilo/runs/r1/lock",
  "sub/.KILOCODE/x",
];
const asked = [
  ".vscode/tasks.json",
  ".VSCode/settings.json",
  "packages/a/.vscode/settings.json",
  "evil.code-workspace",
  ".idea/workspace.xml",
  ".devcontainer/devcontainer.json",
  ".devcontainer.json",
  ".mcp.json",
  "mcp.json",
  ".claude/settings.json",
  ".cursor/mcp.json",
  ".cursorrules",
  ".codex/config.toml",
  ".opencode/x",
  ".roo/rules.md",
  ".roomodes",
  ".gemini/settings.json",
  "CLAUDE.md",
  "AGENTS.md",
  "docs/AGENTS.md",
  ".windsurf/rules",
  "deploy/.docker/config.json",
  ".vscode/.env.example",
  ".github/copilot-instructions.md",
  ".husky/pre-commit",
  ".pre-commit-config.yaml",
  "lefthook.yml",
  ".gitmodules",
  ".npmrc",
  ".yarnrc.yml",
  ".env",
  ".env.local",
  ".envrc",
  ".bashrc",
  ".venv/bin/python",
  "node_modules/.bin/eslint",
];
const ordinary = [
  "src/a.ts",
  "README.md",
  "Makefile",
  "package.json",
  ".gitignore",
  ".gitattributes",
  ".github/workflows/ci.yml",
  "src/git/config.ts",
  "src/.gitkeep",
  ".env.example",
  "src/environment.ts",
  ".editorconfig",
  "src/vscode/tasks.json",
  "claude/index.ts",
  ".prettierrc",
  "digit/x",
];

describe("protectionOf", () => {
  it.each(denied)("denies %s", (path) => expect(protectionOf(path)?.level).toBe("deny"));
  it.each(asked)("asks for %s", (path) => expect(protectionOf(path)?.level).toBe("ask"));
  it("keeps a shell away from what it could change unseen, and from no more", () => {
    const closed = denied.concat(asked).filter((path) => protectionOf(path)?.notByShell);
    const open = denied.concat(asked).filter((path) => !closed.includes(path));
    expect(open.sort()).toEqual([
      ".env",
      ".env.local",
      ".envrc",
      ".github/copilot-instructions.md",
      ".gitmodules",
      ".pre-commit-config.yaml",
      ".venv/bin/python",
      "AGENTS.md",
      "CLAUDE.md",
      "deploy/.docker/config.json",
      "docs/AGENTS.md",
      "lefthook.yml",
      "node_modules/.bin/eslint",
    ]);
  });
  it.each(ordinary)("leaves %s alone", (path) => expect(protectionOf(path)).toBeNull());
});

describe("secretTarget", () => {
  it.each([
    ".env",
    "app/.env.production",
    "certs/server.pem",
    "deploy/id_ed25519",
    ".npmrc",
    ".netrc",
    "credentials.json",
    "config/credentials",
    "tls.key",
    ".ssh/known_hosts",
    ".ssh/id_rsa.pub",
    ".pgpass",
    "putty.ppk",
    ".env-production",
    ".docker/config.json",
    ".config/gcloud/x",
    ".ENV",
    ".env::$DATA",
  ])("knows %s", (path) => expect(secretTarget(path)).not.toBeNull());
  it.each([
    ".env.example",
    ".env.sample",
    ".env-example",
    "src/credentials/form.ts",
    "id_rsa.pub",
    "src/key.ts",
    "identity.ts",
  ])("leaves %s alone", (path) => expect(secretTarget(path)).toBeNull());
});
