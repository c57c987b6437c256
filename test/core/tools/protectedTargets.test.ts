// Which names are more than files.
import { describe, expect, it } from "vitest";
import { protectedTarget } from "../../../src/core/tools/paths";
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
  "AGENTS.md",
  "docs/AGENTS.md",
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
  it.each(ordinary)("leaves %s alone", (path) => expect(protectedTarget(path)).toBeNull());
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
  ])("knows %s", (path) => expect(secretTarget(path)).not.toBeNull());
  it.each([
    ".env.example",
    ".env.sample",
    "src/credentials/form.ts",
    "id_rsa.pub",
    "src/key.ts",
    "identity.ts",
  ])("leaves %s alone", (path) => expect(secretTarget(path)).toBeNull());
});
