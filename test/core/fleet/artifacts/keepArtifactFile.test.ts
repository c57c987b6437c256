// Artifacts as files in the user's folder: written whole, never through links, never over what a person changed.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type KeptArtifact, keepArtifactFile } from "../../../../src/core/fleet/artifacts/keepArtifactFile";
import { hashBytes } from "../../../../src/core/tools/hash";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "kilo-artifacts-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (path: string) => join(root, ".kilocode/agent-artifacts", path);
const artifact = (content: string, more: Partial<KeptArtifact> = {}): KeptArtifact => ({
  agent: "database",
  name: "schema.json",
  bytes: Buffer.from(content),
  kind: "json",
  summary: "json: object with 1 key",
  run: "session-20260102-001",
  task: "t2",
  ...more,
});

test("the file and what is known of it stand beside each other", () => {
  const kept = keepArtifactFile(root, artifact('{"a":1}', { name: "reports/one.json" }));
  expect(kept).toEqual({
    ok: true,
    value: { path: ".kilocode/agent-artifacts/database/reports/one.json", aside: null },
  });
  expect(readFileSync(at("database/reports/one.json"), "utf8")).toBe('{"a":1}');
  expect(JSON.parse(readFileSync(at("database/.artifacts.json"), "utf8"))).toEqual({
    version: 1,
    artifacts: {
      "reports/one.json": {
        hash: hashBytes(Buffer.from('{"a":1}')),
        bytes: 7,
        kind: "json",
        summary: "json: object with 1 key",
        producer: { agent: "database", run: "session-20260102-001", task: "t2" },
      },
    },
  });
});

test("a newer version takes the place of the engine's own, again and again", () => {
  for (const content of ["{}", "[1]", "[1]", "[2]"]) {
    expect(keepArtifactFile(root, artifact(content))).toMatchObject({ ok: true, value: { aside: null } });
    expect(readFileSync(at("database/schema.json"), "utf8")).toBe(content);
  }
  expect(readdirSync(at("database")).sort()).toEqual([".artifacts.json", "schema.json"]);
});

test("a file a person changed or put there is kept aside", () => {
  keepArtifactFile(root, artifact("{}"));
  writeFileSync(at("database/schema.json"), '{"mine":true}');
  const aside = `.kilocode/agent-artifacts/database/schema.json.kept-${hashBytes(Buffer.from('{"mine":true}')).slice(0, 8)}`;
  expect(keepArtifactFile(root, artifact("[]"))).toMatchObject({ ok: true, value: { aside } });
  expect(readFileSync(join(root, aside), "utf8")).toBe('{"mine":true}');
  expect(readFileSync(at("database/schema.json"), "utf8")).toBe("[]");
  // The same bytes once more: kept already.
  writeFileSync(at("database/schema.json"), '{"mine":true}');
  expect(keepArtifactFile(root, artifact("[3]"))).toMatchObject({ ok: true, value: { aside } });
  expect(readFileSync(at("database/schema.json"), "utf8")).toBe("[3]");
  mkdirSync(at("api"));
  writeFileSync(at("api/notes.md"), "a person's");
  const other = keepArtifactFile(root, artifact("x", { agent: "api", name: "notes.md" }));
  expect(other).toMatchObject({ ok: true, value: { aside: expect.stringContaining("notes.md.kept-") } });
});

test("what was written before a crash is not taken for a person's", () => {
  keepArtifactFile(root, artifact("{}"));
  // The file is there, its entry is not yet.
  writeFileSync(at("database/schema.json"), "[7]");
  expect(keepArtifactFile(root, artifact("[7]"))).toMatchObject({ ok: true, value: { aside: null } });
  expect(keepArtifactFile(root, artifact("[8]"))).toMatchObject({ ok: true, value: { aside: null } });
});

test("a list somebody broke is begun anew", () => {
  keepArtifactFile(root, artifact("{}"));
  writeFileSync(at("database/.artifacts.json"), "{ broken");
  expect(keepArtifactFile(root, artifact("{}"))).toMatchObject({ ok: true, value: { aside: null } });
  expect(JSON.parse(readFileSync(at("database/.artifacts.json"), "utf8"))).toMatchObject({ version: 1 });
});

test.each([
  [".kilocode", ".kilocode is a link"],
  [".kilocode/agent-artifacts", ".kilocode/agent-artifacts is a link"],
  [".kilocode/agent-artifacts/database", "database is a link"],
  [".kilocode/agent-artifacts/database/schema.json", "schema.json is a link"],
  [".kilocode/agent-artifacts/database/.artifacts.json", ".artifacts.json is a link"],
])("no link is followed: %s", (path, words) => {
  const outside = mkdtempSync(join(tmpdir(), "kilo-outside-"));
  try {
    mkdirSync(join(root, path, ".."), { recursive: true });
    symlinkSync(path.endsWith("json") ? join(outside, "target") : outside, join(root, path));
    const kept = keepArtifactFile(root, artifact("{}"));
    expect(kept).toMatchObject({ ok: false, failure: { code: "not-allowed" } });
    expect(kept.ok ? "" : kept.failure.message).toContain(words);
    expect(readdirSync(outside)).toEqual([]);
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
});

test.each([
  ["a folder in its place", () => mkdirSync(at("database/schema.json"), { recursive: true }), {}],
  [
    "a pipe in its place",
    () => {
      mkdirSync(at("database"), { recursive: true });
      execFileSync("mkfifo", [at("database/schema.json")]);
    },
    {},
  ],
  ["an agent's name that leads out", () => {}, { agent: ".." }],
  ["an agent's name with a folder", () => {}, { agent: "a/b" }],
  ["a name that leads out", () => {}, { name: "../../x" }],
  ["the list's own name", () => {}, { name: ".artifacts.json" }],
])("refused: %s", (_, prepare, more) => {
  prepare();
  expect(keepArtifactFile(root, artifact("{}", more))).toMatchObject({ ok: false });
  expect(existsSync(join(root, "x"))).toBe(false);
});
