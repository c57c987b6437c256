// The manifest against the code: settings mirror the file's keys and limits, every name leads somewhere.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { settableKinds } from "../../src/core/config/approveKinds";
import { defaultApprove, defaultSettings } from "../../src/core/config/defaults";
import { editorKeys } from "../../src/core/config/editorSettings";
import { configSchema } from "../../src/core/config/schema";
import { roles } from "../../src/core/roles/index";
import { contextOf } from "../../src/extension/contextOf";
import type { HostState } from "../../src/protocol/wire";

const root = join(import.meta.dirname, "../..");
const text = readFileSync(join(root, "package.json"), "utf8");
const manifest = JSON.parse(text);
const words: Record<string, string> = JSON.parse(readFileSync(join(root, "package.nls.json"), "utf8"));
const { contributes } = manifest;
const commands: string[] = contributes.commands.map(({ command }: { command: string }) => command);

interface Setting {
  default: unknown;
  scope: string;
  minimum?: number;
  maximum?: number;
  enum?: string[];
  markdownDescription: string;
}
const settings: Record<string, Setting> = Object.assign(
  {},
  ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
);
const mirrored = editorKeys(roles.map(({ name }) => name));

function source(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return source(path);
      return /\.ts$/.test(entry.name) ? readFileSync(path, "utf8") : "";
    })
    .join("\n");
}

/** Every value under a key, anywhere. */
function all(value: unknown, key: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key && typeof inner === "string" ? [inner] : all(inner, key),
  );
}

test("every text is in package.nls.json, and nothing else is", () => {
  const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, name]) => name);
  expect([...new Set(used)].sort()).toEqual(Object.keys(words).sort());
});

describe("settings", () => {
  test("mirror the file's keys", () => {
    const names = Object.keys(settings).filter((name) => name !== "kilo.trace.keepGoToSymbol");
    expect(names.sort()).toEqual(mirrored.map(({ name }) => `kilo.${name}`).sort());
  });

  test("have the engine's defaults", () => {
    const shown = (name: string) => settings[`kilo.orchestrator.${name}`]?.default;
    expect([
      shown("enabled"),
      shown("autoDecomposeThreshold"),
      shown("maxIterations"),
      shown("budgetUsd"),
      shown("isolation"),
    ]).toEqual([
      defaultSettings.enabled,
      defaultSettings.threshold,
      defaultSettings.maxIterations,
      defaultSettings.budgetUsd,
      defaultSettings.isolation,
    ]);
    for (const kind of settableKinds) expect(shown(`approve.${kind}`)).toBe(defaultApprove[kind]);
  });

  test.each(mirrored)("$name has the file's limits", ({ name, key }) => {
    const { minimum, maximum, enum: choices } = settings[`kilo.${name}`] ?? ({} as Setting);
    const fits = (value: unknown) =>
      configSchema.safeParse(key.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value)).success;
    if (minimum !== undefined) expect([fits(minimum), fits(minimum - 0.001)]).toEqual([true, false]);
    if (maximum !== undefined) expect([fits(maximum), fits(maximum + 1)]).toEqual([true, false]);
    for (const choice of choices ?? []) expect(fits(choice)).toBe(true);
    if (choices) expect(fits("something else")).toBe(false);
  });

  test("a workspace can set only what it may tighten, and nothing before trust", () => {
    const scopes = Object.fromEntries(
      mirrored.map(({ name, workspace }) => [name, [settings[`kilo.${name}`]?.scope, workspace]]),
    );
    for (const [name, [scope, workspace]] of Object.entries(scopes)) {
      expect(workspace ? ["resource"] : ["application", "machine"], name).toContain(scope);
    }
    expect([scopes["commands.allow"]?.[0], scopes["orchestrator.checks"]?.[0]]).toEqual([
      "machine",
      "machine",
    ]);
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual(
      mirrored.map(({ name }) => `kilo.${name}`).sort(),
    );
  });
});

describe("names", () => {
  test("menus and keys use commands that are contributed", () => {
    const used = [...all(contributes.menus, "command"), ...all(contributes.keybindings, "command")];
    expect(used.filter((command) => !commands.includes(command))).toEqual([]);
  });

  test("every command has the category and is registered", () => {
    const code = source(join(root, "src/extension"));
    expect(commands.filter((command) => !code.includes(`"${command}"`))).toEqual([]);
    expect(new Set(all(contributes.commands, "category"))).toEqual(new Set(["Kilo"]));
  });

  test("every key of a condition is told to VS Code", () => {
    const conditions = [...all(contributes, "when"), ...all(contributes, "enablement"), text].join(" ");
    const asked = [...conditions.matchAll(/(?:onContext:|(?<![\w.:'"/]))(kilo\.[a-z]\w+)\b(?!\.)/gi)].map(
      ([, key]) => key ?? "",
    );
    const told = Object.keys(contextOf([], [], { roles: [] as HostState["roles"] } as HostState));
    const known = [
      ...told,
      ...commands,
      "kilo.sidebar",
      "kilo.trace",
      "kilo.start",
      "kilo.kilo",
      "kilo.svg",
      "kilo.guideOpened",
    ];
    expect(asked.filter((key) => !known.includes(key))).toEqual([]);
  });

  test("every file is there", () => {
    const icons = [...all(contributes, "icon"), ...all(contributes, "svg")].filter(
      (icon) => !icon.startsWith("$("),
    );
    expect([...icons, manifest.icon].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test("the trace opens with its key everywhere, unless Go to Symbol is to keep it in editors", () => {
  expect(contributes.keybindings[0]).toEqual({
    command: "kilo.openTrace",
    key: "ctrl+shift+o",
    mac: "cmd+shift+o",
    when: "!config.kilo.trace.keepGoToSymbol || !editorTextFocus",
  });
});

test("no key types a letter on a keyboard with AltGr", () => {
  const keys: string[] = all(contributes.keybindings, "key");
  // The first part of a chord decides: only after it is the second one ours.
  expect(keys.map((key) => key.split(" ")[0]).filter((first) => /ctrl\+alt/.test(first ?? ""))).toEqual([]);
});

test("the icon is a picture of 128 by 128", () => {
  const bytes = readFileSync(join(root, manifest.icon));
  expect([bytes.toString("latin1", 1, 4), bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([
    "PNG",
    128,
    128,
  ]);
});

test("starts on use, and after the window has come up to see what waits there; beside the files, with limited trust", () => {
  expect(manifest.activationEvents).toEqual([
    "onStartupFinished",
    "onWebviewPanel:kilo.trace",
    "onWebviewPanel:kilo.agents",
    // An agent's diff or merge editor that VS Code opens again after a reload asks for its pages.
    "onFileSystem:kilo-git",
  ]);
  expect(manifest.extensionKind).toEqual(["workspace"]);
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe("limited");
  expect(manifest.capabilities.virtualWorkspaces.supported).toBe(false);
});
