// Keeps the house in order: who may import whom, no circles, no large files or functions. Design section 3.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Language, Parser } from "@vscode/tree-sitter-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { exceptions } from "./architecture.exceptions";

const root = join(import.meta.dirname, "..");
const maxFileLines = 300;
const maxFunctionLines = 60;

/** Rooms of each floor, low to high; the longest matching path names a file's room. */
const floors: Record<string, number> = {
  "src/protocol": 1,
  "src/core/tools": 2,
  "src/core/process": 2,
  "src/core/policy": 2,
  "src/core/syntax": 2,
  "src/core/budget": 2,
  "src/core/routing": 2,
  "src/core/config": 2,
  "src/core/ports.ts": 2,
  "src/core/admit.ts": 2,
  "src/core/admitAgent.ts": 2,
  "src/core/readInboxEntry.ts": 2,
  "src/core/roles": 3,
  "src/core/mcp": 3,
  "src/core/skills": 3,
  "src/core/log": 3,
  "src/core/providers": 3,
  "src/core/git": 3,
  "src/core/agent": 4,
  "src/core/fleet": 5,
  "src/core/verify": 5,
  "src/core/schedule": 6,
  "src/core/host": 7,
  "src/core/answer.ts": 7,
  "src/core/openRun.ts": 7,
  "src/core/takeInbox.ts": 7,
  "src/core/firstFacts.ts": 7,
  "src/core/engine.ts": 7,
  "src/cli": 8,
  "src/extension": 8,
  "src/demo": 8,
  // Stands on the protocol alone; whatever else it reached for would be no lower floor.
  "webview-ui": 2,
};

/** On one floor a room stands alone, except for these doors. */
const sideDoors: Record<string, string[]> = {
  "src/core/tools": ["src/core/process"],
  "src/core/process": [],
  "src/core/policy": ["src/core/tools", "src/core/syntax"],
  "src/core/config": ["src/core/ports.ts"],
  "src/core/admit.ts": ["src/core/policy", "src/core/admitAgent.ts"],
  "src/core/providers": [],
  "src/core/git": [],
  "src/core/engine.ts": ["src/core/openRun.ts", "src/core/answer.ts", "src/core/firstFacts.ts"],
  "src/core/firstFacts.ts": ["src/core/engine.ts"],
  "src/core/openRun.ts": ["src/core/engine.ts", "src/core/takeInbox.ts"],
  "src/core/host": ["src/core/engine.ts"],
  "src/core/log": [],
};

/** What hosts may see of the engine. */
const hostDoors = [
  "src/protocol",
  "src/core/engine.ts",
  "src/core/answer.ts",
  "src/core/ports.ts",
  "src/core/host",
  "src/core/config",
  "src/core/routing/route.ts",
  "src/core/roles/index.ts",
  "src/core/roles/role.ts",
  "src/core/log/store.ts",
  "src/core/log/storeFolder.ts",
  "src/core/log/runFolder.ts",
  "src/core/providers/parseDollars.ts",
  "src/core/providers/prices.ts",
  "src/core/providers/modelLimits.ts",
  "src/core/process",
  "src/core/git/git.ts",
];

/** Folders whose files are leaves: they import the contract and support, never a sibling from the same list. */
const leafLists = [
  "src/core/tools/index.ts",
  "src/core/roles/index.ts",
  "src/core/providers/index.ts",
  "src/cli/verbs/index.ts",
];

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === "sample" ? [] : sourceFiles(path);
    return /\.tsx?$/.test(name) ? [relative(root, path)] : [];
  });
}

const files = ["src", "webview-ui/src"].flatMap((folder) => sourceFiles(join(root, folder)));
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

function importsOf(file: string): string[] {
  const text = texts.get(file) ?? "";
  const found = text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g);
  return [...found].map((match) => match[1] ?? "");
}

function resolveImport(file: string, target: string): string | null {
  if (!target.startsWith(".")) return null;
  const base = join(file, "..", target);
  return [`${base}.ts`, `${base}.tsx`, join(base, "index.ts"), base].find((path) => texts.has(path)) ?? null;
}

function roomOf(file: string): string {
  const rooms = Object.keys(floors).filter((room) => file === room || file.startsWith(`${room}/`));
  return rooms.sort((left, right) => right.length - left.length)[0] ?? "";
}

const edges = files.flatMap((file) =>
  importsOf(file).flatMap((target) => {
    const to = resolveImport(file, target);
    return to ? [{ from: file, to }] : [];
  }),
);

describe("architecture", () => {
  it("knows the room of every file", () => {
    expect(files.filter((file) => roomOf(file) === "")).toEqual([]);
  });

  it("imports only lower floors, its own room, or a side door", () => {
    const wrong = edges.filter(({ from, to }) => {
      const [source, target] = [roomOf(from), roomOf(to)];
      if (source === target) return false;
      const [low, high] = [floors[target] ?? 0, floors[source] ?? 0];
      if (low < high) return false;
      return !(sideDoors[source] ?? []).includes(target) && !(low === 2 && target === "src/core/ports.ts");
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("lets hosts see only the front door and what it is fed with", () => {
    const hosts = ["src/cli", "src/extension"];
    const wrong = edges.filter(({ from, to }) => {
      if (!hosts.includes(roomOf(from)) || roomOf(to) === roomOf(from)) return false;
      return !hostDoors.some((door) => to === door || to.startsWith(`${door}/`));
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("imports vscode only in src/extension, and nothing of a host in the engine", () => {
    const wrong = files.filter(
      (file) => importsOf(file).includes("vscode") && !file.startsWith("src/extension/"),
    );
    expect(wrong).toEqual([]);
    const hosted = files.filter((file) => {
      if (!file.startsWith("src/core/")) return false;
      return /\bprocess\.(argv|env)\b|\bconsole\.\w+\(/.test(withoutComments(texts.get(file) ?? ""));
    });
    expect(hosted).toEqual([]);
  });

  it("keeps the panes to the protocol, and the webview toolkit to their kit", () => {
    const panes = files.filter((file) => file.startsWith("webview-ui/"));
    const reached = edges.filter(
      ({ from, to }) => panes.includes(from) && !/^(webview-ui|src\/protocol)\//.test(to),
    );
    expect(reached.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
    const wrong = panes.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith("node:") || isToolkit(target))
        .filter((target) => !isToolkit(target) || !file.startsWith("webview-ui/src/ui/"))
        .map((target) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps the protocol free of node and of every package but zod", () => {
    const wrong = files
      .filter((file) => file.startsWith("src/protocol/"))
      .flatMap((file) => importsOf(file).filter((target) => !target.startsWith(".") && target !== "zod"));
    expect(wrong).toEqual([]);
  });

  it("has leaves that never import each other", () => {
    const wrong = leafLists.flatMap((list) => {
      const contracts = ["tool.ts", "role.ts", "provider.ts", "verb.ts"];
      const listed = edges.filter(({ from }) => from === list).map(({ to }) => to);
      const leaves = listed.filter(
        (file) =>
          dirname(file) === dirname(list) && !contracts.some((contract) => file.endsWith(`/${contract}`)),
      );
      return edges.filter(({ from, to }) => leaves.includes(from) && leaves.includes(to));
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("has no circles", () => {
    expect(circles()).toEqual([]);
  });

  it(`has no file over ${maxFileLines} lines`, () => {
    const long = files.filter((file) => (texts.get(file) ?? "").split("\n").length - 1 > maxFileLines);
    expect(long.filter((file) => !exceptions.files.includes(file))).toEqual([]);
    expect(
      exceptions.files.filter((file) => !long.includes(file)),
      "stale exceptions",
    ).toEqual([]);
  });

  it("opens every file with a comment that says what it is", () => {
    const bare = files.filter((file) => !/^(#!.*\n)?(\/\/|\/\*)/.test(texts.get(file) ?? ""));
    expect(bare).toEqual([]);
  });
});

function isToolkit(target: string): boolean {
  return target.startsWith("@vscode/webview-ui-toolkit") || target.startsWith("@microsoft/fast-");
}

/** Files on a circle of run-time imports; imports of types alone bind nothing. */
function circles(): string[] {
  const next = new Map<string, string[]>();
  for (const file of files) {
    const text = (texts.get(file) ?? "").replace(/import type [^;]+;/g, "");
    const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].flatMap((match) => {
      const to = resolveImport(file, match[1] ?? "");
      return to ? [to] : [];
    });
    next.set(file, targets);
  }
  const found = new Set<string>();
  const state = new Map<string, "open" | "done">();
  const visit = (file: string, path: string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      found.add([...path.slice(path.indexOf(file)), file].join(" -> "));
      return;
    }
    state.set(file, "open");
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    state.set(file, "done");
  };
  for (const file of files) visit(file, []);
  return [...found];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}

describe("functions", () => {
  let parser: Parser;
  let grammars: { ts: Language; tsx: Language };
  beforeAll(async () => {
    const folder = join(root, "node_modules/@vscode/tree-sitter-wasm/wasm");
    await Parser.init({ locateFile: () => join(folder, "tree-sitter.wasm") });
    parser = new Parser();
    grammars = {
      ts: await Language.load(join(folder, "tree-sitter-typescript.wasm")),
      tsx: await Language.load(join(folder, "tree-sitter-tsx.wasm")),
    };
  });

  it(`are at most ${maxFunctionLines} lines`, () => {
    const long: string[] = [];
    for (const [file, text] of texts) {
      parser.setLanguage(file.endsWith(".tsx") ? grammars.tsx : grammars.ts);
      const tree = parser.parse(text);
      if (!tree) continue;
      const kinds = ["function_declaration", "method_definition", "arrow_function", "function_expression"];
      for (const node of tree.rootNode.descendantsOfType(kinds)) {
        const lines = (node?.endPosition.row ?? 0) - (node?.startPosition.row ?? 0) + 1;
        if (lines > maxFunctionLines) {
          long.push(`${file}: ${node?.childForFieldName("name")?.text ?? "anonymous"}`);
        }
      }
      tree.delete();
    }
    expect(long.filter((name) => !exceptions.functions.includes(name))).toEqual([]);
    expect(
      exceptions.functions.filter((name) => !long.includes(name)),
      "stale exceptions",
    ).toEqual([]);
  });
});
