// What the panes are told of the window, as the files, settings, keys and trust behind it change. Real files, watched.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type * as vscode from "vscode";
import { createHostState, type HostStateBook } from "../../src/extension/hostState";
import type { HostState } from "../../src/protocol/wire";
import { EventEmitter, Uri } from "./stand/basics";
import { stand } from "./stand/stand";
import { testContext } from "./stand/window";

let top = "";
let folder = "";
let state: HostStateBook;
let keys: Map<string, string>;
const before = process.env.KILO_HOME;

beforeEach(() => {
  top = mkdtempSync(join(realpathSync(tmpdir()), "kilo-state-"));
  folder = join(top, "work");
  mkdirSync(folder);
  process.env.KILO_HOME = join(top, "home");
  Object.assign(stand, { trusted: true, settings: {}, folders: [] });
  stand.answers.length = 0;
  stand.shown.length = 0;
  stand.executed.length = 0;
  keys = new Map();
});

afterEach(() => {
  state?.dispose();
  if (before === undefined) delete process.env.KILO_HOME;
  else process.env.KILO_HOME = before;
  rmSync(top, { recursive: true, force: true });
});

const toml = () => join(top, "home", "config.toml");

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** All roles on one model of a server with a key. */
const keyed = `[providers.far]\nbase_url = "https://far.test/v1"\napi = "openai"\napi_key_env = "FAR_KEY"\n
[orchestrator.models]\n${["planner", "coder", "debugger", "tester", "ask", "reviewer", "security"]
  .map((role) => `${role} = "far/${role}"`)
  .join("\n")}\n[prices]\n${["planner", "coder", "debugger", "tester", "ask", "reviewer", "security"]
  .map((role) => `"far/${role}" = { price = "free" }`)
  .join("\n")}\n`;

function openState(...folders: string[]): void {
  stand.open(...folders);
  const changed = new EventEmitter<{ key: string }>();
  const secrets = {
    get: async (name: string) => keys.get(name),
    store: async (name: string, key: string) => {
      keys.set(name, key);
      changed.fire({ key: name });
    },
    onDidChange: changed.event,
  };
  const context = { ...testContext(new Map(), top), secrets } as unknown as vscode.ExtensionContext;
  store = secrets.store;
  state = createHostState({ context, chosen: () => "run-1" });
}
let store: (name: string, key: string) => Promise<void>;

/** The state, once it is as asked for; told by its own event. */
function until(fits: (state: HostState) => boolean): Promise<HostState> {
  return new Promise((resolve) => {
    const look = () => {
      const now = state.state();
      if (!fits(now)) return;
      heard.dispose();
      resolve(now);
    };
    const heard = state.onDidChange(look);
    void state.refresh().then(look);
  });
}
const read = () => until(({ roles, configProblem }) => roles.length > 0 || configProblem !== null);

describe("a window", () => {
  test("with a configuration and a key", async () => {
    write(toml(), keyed);
    keys.set("kilo.key.FAR_KEY", "far-0123456789");
    openState(folder);
    expect(await read()).toMatchObject({
      version: "0.0.0",
      folders: [{ path: folder, name: "work" }],
      trusted: true,
      virtual: false,
      git: false,
      modelProblem: null,
      configProblem: null,
      capMicros: 2_500_000,
      chosen: "run-1",
      history: [],
    });
    expect(
      state.state().roles.map(({ name, mode, lane, model }) => `${name} ${mode} ${lane} ${model}`),
    ).toContain("coder code coder far/coder");
  });

  test("without a folder", async () => {
    write(toml(), keyed);
    openState();
    expect(await read()).toMatchObject({ folders: [], virtual: false, git: false });
  });

  test("in a repository", async () => {
    mkdirSync(join(top, ".git"));
    openState(folder);
    expect(state.state().git).toBe(true);
  });

  test("in a repository with one of its folders, not the first", () => {
    const plain = mkdtempSync(join(realpathSync(tmpdir()), "kilo-plain-"));
    mkdirSync(join(folder, ".git"));
    openState(plain, folder);
    expect(state.state().git).toBe(true);
    rmSync(plain, { recursive: true });
  });

  test("with a virtual folder", () => {
    openState();
    stand.folders = [{ uri: Uri.parse("vscode-vfs://github/a/b"), name: "b", index: 0 }];
    expect(state.state()).toMatchObject({ folders: [], virtual: true });
  });

  test("remembers prompts", async () => {
    openState(folder);
    await state.remember("a");
    await state.remember("b");
    expect(state.state().history).toEqual(["b", "a"]);
  });
});

describe("keys", () => {
  test("a key that is missing is a problem until it is stored", async () => {
    write(toml(), keyed);
    openState(folder);
    expect((await read()).modelProblem).toContain("needs the key FAR_KEY");
    const mended = until(({ modelProblem }) => modelProblem === null);
    await store("kilo.key.FAR_KEY", "far-0123456789");
    expect((await mended).roles.find(({ name }) => name === "coder")?.model).toBe("far/coder");
  });
});

describe("a mistake in the file", () => {
  test("is told with its line, said once, opened by its button, and gone when mended", async () => {
    write(toml(), "\n[orchestrator]\nbudget_usd = -1\n");
    stand.answers.push("Open File");
    openState(folder);
    const problem = `${toml()}:3: orchestrator.budget_usd must be dollars from 0.01 to 10000, not -1`;
    expect((await read()).configProblem).toBe(problem);
    await state.refresh();
    expect(stand.shown).toEqual([
      { kind: "error", text: `Kilo cannot use its configuration: ${problem}`, modal: false },
    ]);
    expect(stand.executed[0]).toMatchObject([
      "showTextDocument",
      expect.stringContaining("config.toml"),
      { selection: { start: { line: 2 } } },
    ]);
    const mended = until(({ configProblem }) => configProblem === null);
    write(toml(), "[orchestrator]\nbudget_usd = 7\n");
    expect((await mended).capMicros).toBe(7_000_000);
  });

  test("a file that comes later is noticed", async () => {
    openState(folder);
    await state.refresh();
    const capped = until(({ capMicros }) => capMicros === 3_000_000);
    write(toml(), "[orchestrator]\nbudget_usd = 3\n");
    await capped;
  });
});

describe("settings of VS Code", () => {
  const set = (name: string, value: unknown) => {
    stand.settings[name] = value;
    stand.configChanged.fire({ affectsConfiguration: (section) => section === "kilo" });
  };

  test("hold over the file", async () => {
    write(toml(), `[orchestrator]\nbudget_usd = 7\n${keyed}`);
    openState(folder);
    expect((await read()).capMicros).toBe(7_000_000);
    const capped = until(({ capMicros }) => capMicros === 1_000_000);
    set("kilo.orchestrator.budgetUsd", 1);
    await capped;
  });

  test("a mistake opens the settings", async () => {
    openState(folder);
    await state.refresh();
    stand.answers.push("Open Settings");
    const wrong = until(({ configProblem }) => configProblem !== null);
    set("kilo.orchestrator.maxIterations", 99);
    expect((await wrong).configProblem).toBe(
      "VS Code settings: kilo.orchestrator.maxIterations must be a whole number from 1 to 20, not 99",
    );
    expect(stand.executed).toContainEqual([
      "workbench.action.openSettings",
      "kilo.orchestrator.maxIterations",
    ]);
  });
});

test("nothing of a folder is read before it is trusted", async () => {
  write(toml(), keyed);
  keys.set("kilo.key.FAR_KEY", "far-0123456789");
  write(join(folder, ".kilocode", "agent-manager.json"), '{ "orchestrator": { "budgetUsd": 1 } }');
  stand.trusted = false;
  openState(folder);
  expect(await read()).toMatchObject({ trusted: false, capMicros: 2_500_000 });
  const trusted = until(({ capMicros }) => capMicros === 1_000_000);
  stand.trusted = true;
  stand.trustGranted.fire();
  expect(await trusted).toMatchObject({ trusted: true });
  const changed = until(({ capMicros }) => capMicros === 500_000);
  write(join(folder, ".kilocode", "agent-manager.json"), '{ "orchestrator": { "budgetUsd": 0.5 } }');
  await changed;
});
