// Keys, configuration and settings by command: what is asked, what is kept, what is opened.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type * as vscode from "vscode";
import { hostCommands } from "../../src/extension/hostCommands";
import type { KiloHost } from "../../src/extension/kiloHost";
import { findSecret } from "../../src/extension/secrets";
import { EventEmitter } from "./stand/basics";
import { stand } from "./stand/stand";
import { testContext } from "./stand/window";

let home = "";
let keys: Map<string, string>;
let problem: string | null = null;
let commands: vscode.Disposable;
let context: vscode.ExtensionContext;
const before = process.env.KILO_HOME;

beforeEach(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-commands-"));
  process.env.KILO_HOME = home;
  Object.assign(stand, { trusted: true, settings: {}, folders: [] });
  stand.answers.length = 0;
  stand.shown.length = 0;
  stand.executed.length = 0;
  keys = new Map();
  problem = null;
  const secrets = {
    get: async (name: string) => keys.get(name),
    store: async (name: string, key: string) => void keys.set(name, key),
    delete: async (name: string) => void keys.delete(name),
    onDidChange: new EventEmitter<unknown>().event,
  };
  context = { ...testContext(new Map(), home), secrets } as unknown as vscode.ExtensionContext;
  const log = { show: () => stand.executed.push(["log.show"]) };
  commands = hostCommands({
    context,
    log,
    state: () => ({ configProblem: problem }),
  } as unknown as KiloHost);
});

afterEach(() => {
  commands.dispose();
  if (before === undefined) delete process.env.KILO_HOME;
  else process.env.KILO_HOME = before;
  rmSync(home, { recursive: true, force: true });
});

const run = (name: string) => stand.commands.get(name)?.();

describe("keys", () => {
  test("a key goes into secret storage and nowhere else", async () => {
    stand.answers.push("Anthropic", "  sk-ant-0123456789\n");
    expect(await run("kilo.setKey")).toBe("ANTHROPIC_API_KEY");
    expect([...keys]).toEqual([["kilo.key.ANTHROPIC_API_KEY", "sk-ant-0123456789"]]);
    expect(JSON.stringify([stand.shown, stand.said, stand.executed])).not.toContain("0123456789");
    expect(stand.shown.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      "pick: Anthropic, OpenAI",
      "input: Key for Anthropic",
    ]);
  });

  test("providers of the configuration are offered", async () => {
    writeFileSync(
      join(home, "config.toml"),
      '[providers.router]\nbase_url = "https://router.test/v1"\napi = "openai"\napi_key_env = "ROUTER_KEY"\n',
    );
    stand.answers.push("router", "router-0123456789");
    await run("kilo.setKey");
    expect([...keys.keys()]).toEqual(["kilo.key.ROUTER_KEY"]);
  });

  test.each<[string, unknown[]]>([
    ["leaves at the choice", []],
    ["leaves at the box", ["OpenAI"]],
    ["gives what is no key", ["OpenAI", "two words"]],
  ])("a person who %s changes nothing", async (_, answers) => {
    stand.answers.push(...answers);
    expect(await run("kilo.setKey")).toBe(null);
    expect(keys.size).toBe(0);
  });

  test("a stored key is removed", async () => {
    keys.set("kilo.key.OPENAI_API_KEY", "sk-0123456789");
    stand.answers.push("OpenAI");
    expect(await run("kilo.removeKey")).toBe("OPENAI_API_KEY");
    expect(keys.size).toBe(0);
    expect(stand.shown[0]?.text).toBe("OpenAI");
    await run("kilo.removeKey");
    expect(stand.shown.at(-1)?.text).toBe("No key is stored in VS Code.");
  });

  test("the storage goes before the environment", async () => {
    const find = findSecret(context, async (name) => `${name} of the environment`);
    keys.set("kilo.key.A", "a of the storage");
    keys.set("kilo.key.B", "");
    expect([await find("A"), await find("B")]).toEqual(["a of the storage", "B of the environment"]);
  });
});

describe("the configuration file", () => {
  test("is written with comments the first time, for its owner only", async () => {
    await run("kilo.openConfig");
    const path = join(home, "config.toml");
    expect(readFileSync(path, "utf8")).toContain("[orchestrator]");
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(stand.executed.map(([name, uri]) => [name, String(uri)])).toEqual([
      ["showTextDocument", `file:${path}`],
    ]);
  });

  test("is left as it is the second time", async () => {
    writeFileSync(join(home, "config.toml"), "# mine\n");
    await run("kilo.openConfig");
    expect(readFileSync(join(home, "config.toml"), "utf8")).toBe("# mine\n");
  });

  test("opens at the line of its mistake", async () => {
    problem = `${join(home, "config.toml")}:7: orchestrator.budget_usd must be less`;
    await run("kilo.openConfig");
    expect(stand.executed[0]?.[2]).toMatchObject({ selection: { start: { line: 6 } } });
    expect(existsSync(join(home, "config.toml"))).toBe(false);
  });

  test("that cannot be made is told", async () => {
    mkdirSync(join(home, "file"));
    writeFileSync(join(home, "file", "x"), "");
    process.env.KILO_HOME = join(home, "file", "x");
    await run("kilo.openConfig");
    expect(stand.shown[0]).toMatchObject({
      kind: "error",
      text: expect.stringContaining("cannot be written"),
    });
  });
});

test.each<[string, unknown[]]>([
  ["kilo.openSettings", ["workbench.action.openSettings", "@ext:kilo.test"]],
  ["kilo.openWalkthrough", ["workbench.action.openWalkthrough", "kilo.test#kilo.start", false]],
  ["kilo.showLog", ["log.show"]],
])("%s", async (name, expected) => {
  await run(name);
  expect(stand.executed[0]).toEqual(expected);
});
