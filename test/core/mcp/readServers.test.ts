// Which servers the two files name, and what is said of a mistake: the file and the key.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseServers, readServers } from "../../../src/core/mcp/readServers";
import { resolveReferences } from "../../../src/core/mcp/references";
import { fromHost } from "./serverStage";

const parse = (servers: unknown, base?: string) =>
  parseServers(JSON.stringify({ mcpServers: servers }), "mcp.json", base);

describe("parseServers", () => {
  it("reads programs and addresses, and leaves other programs' keys alone", () => {
    const read = parse(
      {
        files: { command: "node", args: ["files.mjs"], cwd: "tools", autoApprove: ["all"], roles: ["coder"] },
        web: {
          type: "http",
          url: "https://example.test/mcp",
          headers: { Authorization: `Bearer ${fromHost("WEB")}` },
        },
        off: { command: "node", disabled: true },
      },
      "/project",
    );
    expect(read).toEqual({
      ok: true,
      value: {
        names: ["files", "web", "off"],
        servers: [
          {
            name: "files",
            origin: "mcp.json",
            roles: ["coder"],
            transport: {
              kind: "stdio",
              command: "node",
              args: ["files.mjs"],
              cwd: "/project/tools",
              environment: {},
            },
          },
          {
            name: "web",
            origin: "mcp.json",
            transport: {
              kind: "http",
              url: "https://example.test/mcp",
              headers: { Authorization: `Bearer ${fromHost("WEB")}` },
            },
          },
        ],
      },
    });
  });

  const mistakes: [string, unknown, string][] = [
    ["neither", {}, "mcpServers.x needs either command or url"],
    ["both", { command: "a", url: "https://b" }, "mcpServers.x needs either command or url"],
    ["a number", { command: 3 }, "mcpServers.x.command: "],
    ["a list of numbers", { command: "a", args: [1] }, "mcpServers.x.args.0: "],
    ["the old HTTP form", { type: "sse", url: "https://b" }, "mcpServers.x.type: "],
    ["another kind of address", { url: "file:///etc/passwd" }, "mcpServers.x.url: must begin with https://"],
    ["a password in an address", { url: "https://me:pw@b" }, "mcpServers.x.url: a user or password"],
    ["a relative folder of the user's", { command: "a", cwd: "b" }, "mcpServers.x.cwd: must be absolute"],
    [
      "a reference in an argument",
      { command: "a", args: [fromHost("K")] },
      `mcpServers.x.args: ${fromHost("NAME")}`,
    ],
    ["a pasted token", { command: "a", env: { GITHUB_TOKEN: "abc" } }, "mcpServers.x.env.GITHUB_TOKEN: "],
    [
      "a pasted key",
      { url: "https://b", headers: { "X-API-Key": "abc" } },
      "mcpServers.x.headers.X-API-Key: ",
    ],
  ];
  it.each(mistakes)("refuses %s, naming file and key", (_, server, message) => {
    const read = parse({ x: server });
    expect(read).toMatchObject({ ok: false });
    expect(read.ok ? "" : read.failure.message).toContain(`mcp.json cannot be used: ${message}`);
    expect(read.ok ? "" : read.failure.message).not.toContain("abc");
  });

  it.each([
    ["no JSON", "{", "is not JSON"],
    ["a list", "[]", "the file: "],
    ["a hidden name", '{"mcpServers":{"a\\u200bb":{"command":"x"}}}', "1 to 64 visible characters"],
  ])("refuses %s", (_, text, message) => {
    const read = parseServers(text, "mcp.json");
    expect(read.ok ? "" : read.failure.message).toContain(message);
  });
});

describe("readServers", () => {
  let home: string;
  let folder: string;
  beforeEach(() => {
    home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-mcp-"));
    folder = join(home, "project");
    mkdirSync(join(folder, ".kilocode"), { recursive: true });
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const write = (path: string, names: Record<string, object>) =>
    writeFileSync(path, JSON.stringify({ mcpServers: names }));
  const names = async (trusted: boolean) => {
    const read = await readServers({ folder, home, trusted });
    if (!read.ok) throw new Error(read.failure.message);
    return read.value.map(({ name, transport }) =>
      transport.kind === "stdio" ? `${name} ${transport.command}` : name,
    );
  };

  it("takes the project's after trust only, and never in place of the user's own", async () => {
    expect(await names(true)).toEqual([]);
    write(join(home, "mcp.json"), { a: { command: "mine" }, b: { command: "mine", disabled: true } });
    write(join(folder, ".kilocode/mcp.json"), {
      a: { command: "theirs" },
      b: { command: "theirs" },
      c: { command: "theirs" },
    });
    expect(await names(false)).toEqual(["a mine"]);
    expect(await names(true)).toEqual(["a mine", "c theirs"]);
  });

  it("does not follow a link out of the project", async () => {
    write(join(home, "other.json"), { a: { command: "theirs" } });
    symlinkSync(join(home, "other.json"), join(folder, ".kilocode/mcp.json"));
    expect(await readServers({ folder, home, trusted: true })).toMatchObject({
      ok: false,
      failure: { code: "path-outside" },
    });
  });
});

describe("resolveReferences", () => {
  const environment = { KEY: "very-secret", OTHER: "also secret" };
  it("looks values up, and takes them out of every text", () => {
    const resolved = resolveReferences(
      "x",
      { A: `Bearer ${fromHost("KEY")}`, B: fromHost("OTHER"), C: "plain" },
      environment,
    );
    if (!resolved.ok) throw new Error(resolved.failure.message);
    expect(resolved.value.values).toEqual({ A: "Bearer very-secret", B: "also secret", C: "plain" });
    expect(resolved.value.hide("key very-secret, also%20secret, plain")).toBe(
      "key [redacted:KEY], [redacted:OTHER], plain",
    );
  });

  it.each([
    ["a variable that is not set", { A: fromHost("NONE") }, "needs NONE, which is not set"],
    ["a secret that was taken out of the log", { A: "[redacted:github-token]" }, "a secret written into A"],
  ])("refuses %s", (_, written, message) => {
    const resolved = resolveReferences("x", written, environment);
    expect(resolved.ok ? "" : resolved.failure.message).toContain(message);
  });
});
