// Role files on a real disk: whose are read, which are left, and what a run is sealed with.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { resolveModels } from "../../../src/core/config/resolveModels";
import { runSettings } from "../../../src/core/config/settings";
import { chosenRole, knownRoles } from "../../../src/core/host/knownRoles";
import { type LoadedSettings, loadSettings } from "../../../src/core/host/loadSettings";
import { boundServers } from "../../../src/core/roles/files/boundServers";
import { readRoles } from "../../../src/core/roles/files/readRoles";
import { findRole, roles } from "../../../src/core/roles/index";
import type { Role } from "../../../src/core/roles/role";
import type { ToolServer } from "../../../src/protocol/settings";

let root: string;
let home: string;
let folder: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "kilo-roles-")));
  home = join(root, "home");
  folder = join(root, "project");
  mkdirSync(join(home, "roles"), { recursive: true });
  mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const read = (trusted = true) => readRoles({ home, folder, trusted });

async function load(trusted = true): Promise<LoadedSettings> {
  const place = { variables: { KILO_HOME: home, ANTHROPIC_API_KEY: "sk-test" }, folder };
  const loaded = await loadSettings(place, { flags: {}, terminal: true, trusted });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  return loaded.value;
}

test("a project's roles count after trust only", async () => {
  put("home/roles/mine.md", "Mine.");
  put("project/.kilocode/roles/ours.md", "Ours.");
  put("project/.kilocode/agents-config.json", '{"roles": {"api": {}}}');
  expect((await read(false)).roles.map(({ name }) => name)).toEqual(["mine"]);
  expect((await read()).roles.map(({ name, origin }) => [name, origin])).toEqual([
    ["api", ".kilocode/agents-config.json"],
    ["mine", join(home, "roles/mine.md")],
    ["ours", ".kilocode/roles/ours.md"],
  ]);
});

test("notes beside the roles are none, and a link out of the project is not followed", async () => {
  put("home/roles/README.md", "# Roles");
  put("home/roles/_draft.md", "x");
  put("home/roles/notes.txt", "x");
  put("secret.md", "sk-secret");
  mkdirSync(join(folder, ".kilocode/roles"), { recursive: true });
  symlinkSync(join(root, "secret.md"), join(folder, ".kilocode/roles/leak.md"));
  const own = await read();
  expect(own.roles).toEqual([]);
  expect(own.broken.map(({ name }) => name)).toEqual(["leak"]);
  expect(JSON.stringify(own)).not.toContain("sk-secret");
});

test("a file that is too large, or no text", async () => {
  put("home/roles/big.md", "x".repeat(200_001));
  put("project/.kilocode/roles/binary.md", "a\0bcd");
  const { broken } = await read();
  expect(broken.map(({ message }) => message)).toEqual([
    `${join(home, "roles/big.md")} is larger than 200 KB; a role's file is a head and a prompt.`,
    ".kilocode/roles/binary.md is binary (5 bytes).",
  ]);
});

test("without roles a run is sealed as ever", async () => {
  const { config } = await load();
  const sealed = runSettings(config, {}, true);
  expect(Object.keys(sealed)).not.toEqual(expect.arrayContaining(["roles"]));
  expect(["roles", "approveRules", "servers", "skills"].filter((key) => key in sealed)).toEqual([]);
});

test("skills and servers are sealed beside the roles", async () => {
  put("home/skills/sql/SKILL.md", "---\nname: sql\ndescription: Writes SQL.\n---\nText.");
  put("home/mcp.json", '{"mcpServers": {"mine": {"command": "node"}}}');
  put("project/.kilocode/mcp.json", '{"mcpServers": {"ours": {"command": "node"}}}');
  put("project/.kilocode/roles/db.md", "---\nmcpServers: [mine, ours]\n---\nTables.");
  const { config } = await load();
  const sealed = runSettings(config, {}, true);
  expect(sealed.skills?.map(({ name }) => name)).toEqual(["sql"]);
  expect(sealed.servers?.map(({ name }) => name)).toEqual(["mine", "ours"]);
  expect(sealed.roles?.map(({ name, mcpServers }) => [name, mcpServers])).toEqual([["db", ["ours"]]]);
  expect(config.notices).toHaveLength(1);
});

test("own roles are sealed, with their models; the configuration goes before the file", async () => {
  put("home/roles/db.md", "---\nmodel: anthropic/claude-opus-4-7\n---\nTables.");
  put("home/roles/api.md", "---\nmodel: anthropic/claude-opus-4-7\n---\nInterfaces.");
  put("home/roles/ui.md", "---\nbase: api\n---\nPages.");
  put("home/roles/plain.md", "Nothing special.");
  put("home/config.toml", '[orchestrator.models]\napi = "anthropic/claude-haiku-4-5"\n');
  const { config } = await load();
  expect(config.notices).toEqual([]);
  const price = { kind: "free" as const };
  const lookups = {
    secret: async () => "sk-test",
    findPrice: async () => price,
    modelLimits: async () => ({ contextWindow: 1, maxOutput: 1 }),
    fetch: async () => Promise.reject(new Error("nobody is asked")),
  };
  const resolved = await resolveModels(roles, config, lookups);
  if (!resolved.ok) throw new Error(resolved.failure.message);
  const { db, api, ui, plain, coder } = resolved.value.models;
  expect([db?.id, api?.id, ui?.id, plain?.id, coder?.id]).toEqual([
    "anthropic/claude-opus-4-7",
    "anthropic/claude-haiku-4-5",
    "anthropic/claude-haiku-4-5",
    "anthropic/claude-sonnet-4-6",
    "anthropic/claude-sonnet-4-6",
  ]);
  expect(runSettings(config, {}, true).roles?.map(({ name }) => name)).toEqual(["api", "db", "plain", "ui"]);
  const entries = config.entries.filter(({ key }) => key.startsWith("orchestrator.models"));
  expect(entries.map(({ key, origin }) => `${key} ${origin}`)).toEqual([
    `orchestrator.models.api ${join(home, "config.toml")}:2`,
    `orchestrator.models.db ${join(home, "roles/db.md")}`,
  ]);
});

test("a broken role stops nothing; naming it says why", async () => {
  put("home/roles/db.md", "---\nlane: x\n---\nTables.");
  put("home/config.toml", '[orchestrator.models]\ndb = "a/b"\ncodr = "a/b"\n');
  const { config, known } = await load();
  const why = `${join(home, "roles/db.md")}:2: lane must be planner, coder or debugger, not "x".`;
  expect(config.notices).toEqual([
    `${join(home, "config.toml")}:3: orchestrator.models.codr is not known and has no effect; did you mean orchestrator.models.coder?`,
    why,
  ]);
  const told = (name: string) => {
    const chosen = chosenRole(name, known);
    return chosen.ok ? chosen.value : chosen.failure.message;
  };
  expect([told("db"), told("Code"), told("codr")]).toEqual([
    `The role db cannot be used: ${why}`,
    "coder",
    'There is no role "codr". Did you mean coder?',
  ]);
});

test("known roles follow the user's own list of trusted folders", async () => {
  put("project/.kilocode/agents-config.json", '{"roles": {"api": {}}}');
  const place = { variables: { KILO_HOME: home }, folder };
  const names = async () => (await knownRoles(place)).roles.some(({ name }) => name === "api");
  expect(await names()).toBe(false);
  writeFileSync(join(home, "trust.toml"), `folders = [${JSON.stringify(folder)}]\n`, { mode: 0o600 });
  expect(await names()).toBe(true);
});

test("a project's role gets the project's servers; the user's own are theirs to give", () => {
  const server = (name: string, origin: string, given?: string[]): ToolServer => ({
    name,
    origin,
    transport: { kind: "http", url: "http://127.0.0.1:1", headers: {} },
    ...(given ? { roles: given } : {}),
  });
  const coder = findRole("coder") as Role;
  const ask = (origin: string) => ({ ...coder, name: "db", origin, mcpServers: ["ours", "mine", "given"] });
  const servers = [
    server("ours", "/p/.kilocode/mcp.json"),
    server("mine", "/home/mcp.json"),
    server("given", "/home/mcp.json", ["db"]),
  ];
  const project = boundServers([ask(".kilocode/roles/db.md")], servers, "/p");
  expect(project.roles[0]?.mcpServers).toEqual(["ours"]);
  expect(project.notices).toEqual([
    '.kilocode/roles/db.md: the role db does not get your own server mine; to give it, add "roles": ["db"] to mine in /home/mcp.json.',
  ]);
  expect(boundServers([ask("/home/roles/db.md")], servers, "/p").roles[0]?.mcpServers).toHaveLength(3);
});
