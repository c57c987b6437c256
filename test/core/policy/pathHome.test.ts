// Paths outside of the project: a person decides most of them, what is theirs alone is refused.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { pathJudge } from "../../../src/core/host/judgePolicy";

const base = realpathSync(mkdtempSync(join(tmpdir(), "kilo-home-")));
const home = join(base, "home");
const root = join(home, "work", "shop");
mkdirSync(root, { recursive: true });
afterAll(() => rmSync(base, { recursive: true, force: true }));
const judge = pathJudge(root, [], home);

test.each([
  ["create", "~/.vimrc", "deny"],
  ["write", "~/.cargo/config.toml", "deny"],
  ["create", "~/notes.md", "ask"],
  ["read", "~/.netrc", "deny"],
  ["read", "~/.pgpass", "deny"],
  ["read", "~/.vimrc", "ask"],
  ["read", "~/notes.md", "ask"],
  ["delete", "~", "deny"],
  ["delete", "~/work", "deny"],
  ["delete", "/", "deny"],
  ["delete", "..", "deny"],
  ["delete", "~/other", "ask"],
  ["list", "..", "ask"],
] as const)("%s %s: %s", (op, path, verdict) => {
  expect(judge({ op, input: path.replace(/^~/, home) }).verdict).toBe(verdict);
});
