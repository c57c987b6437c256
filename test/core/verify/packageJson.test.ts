// Which scripts of a package.json are checks, and how they are called.
import { describe, expect, it } from "vitest";
import { find, installed, scripts } from "./project";

describe("package.json", () => {
  const rows: [name: string, files: Record<string, string>, commands: string[]][] = [
    [
      "tests, lint and types",
      scripts({ test: "jest", lint: "eslint .", typecheck: "tsc --noEmit" }),
      ["npm-types (types): npm run typecheck", "npm-lint (lint): npm run lint", "npm-test (test): npm test"],
    ],
    ["npm's placeholder is no check", scripts({ test: 'echo "Error: no test specified" && exit 1' }), []],
    [
      "a script that runs nothing is no check",
      scripts({ test: "echo ok", lint: "exit 0", types: "true && :" }),
      [],
    ],
    ["vitest that would watch", scripts({ test: "vitest" }), ["npm-test (test): npm test -- --run"]],
    ["vitest that ends", scripts({ test: "vitest run --coverage" }), ["npm-test (test): npm test"]],
    [
      "vitest before another command",
      scripts({ test: "vitest && node after.js" }),
      ["npm-test (test): CI=1 npm test"],
    ],
    [
      "vitest after another command",
      scripts({ test: "tsc && vitest --coverage" }),
      ["npm-test (test): npm test -- --run"],
    ],
    ["react-scripts", scripts({ test: "react-scripts test" }), ["npm-test (test): CI=1 npm test"]],
    ["angular", scripts({ test: "ng test" }), ["npm-test (test): npm test -- --watch=false"]],
    [
      "a watching test with a sister that ends",
      scripts({ test: "jest --watch", "test:ci": "jest --ci" }),
      ["npm-test (test): npm run test:ci"],
    ],
    [
      "lint that changes files",
      scripts({ lint: "eslint --fix .", "lint:check": "eslint ." }),
      ["npm-lint (lint): npm run lint:check"],
    ],
    ["other names for types", scripts({ "check-types": "tsc" }), ["npm-types (types): npm run check-types"]],
    [
      "check beside tests",
      scripts({ check: "svelte-check", test: "mocha" }),
      ["npm-test (test): npm test", "npm-check (other): npm run check"],
    ],
    [
      "check that only calls the others",
      scripts({ check: "npm run lint && npm test", lint: "biome ci", test: "mocha" }),
      ["npm-lint (lint): npm run lint", "npm-test (test): npm test"],
    ],
    [
      "build where there is nothing else",
      scripts({ build: "tsc -p ." }),
      ["npm-build (build): npm run build"],
    ],
    ["no build beside tests", scripts({ build: "tsc -p .", test: "mocha" }), ["npm-test (test): npm test"]],
    [
      "pnpm by its lock file",
      { ...scripts({ test: "vitest", lint: "eslint ." }), "pnpm-lock.yaml": "" },
      ["pnpm-lint (lint): pnpm run lint", "pnpm-test (test): pnpm test --run"],
    ],
    [
      "yarn by its lock file",
      { ...scripts({ test: "jest" }), "yarn.lock": "" },
      ["yarn-test (test): yarn test"],
    ],
    [
      "bun by its lock file",
      { ...scripts({ test: "bun test" }), "bun.lock": "" },
      ["bun-test (test): bun run test"],
    ],
    [
      "packageManager before the lock file",
      { ...scripts({ test: "jest" }, { packageManager: "pnpm@9.1.0" }), "yarn.lock": "" },
      ["pnpm-test (test): pnpm test"],
    ],
    ["scripts that are no strings", { "package.json": '{"scripts":{"test":7}}' }, []],
    ["a list for a manifest", { "package.json": "[1]" }, []],
    ["nothing", {}, []],
  ];
  it.each(rows)("%s", async (_name, files, commands) => {
    expect((await find(files)).commands).toEqual(commands);
  });

  const reasons: [name: string, files: Record<string, string>, programs: string[], skipped: string][] = [
    [
      "placeholder",
      scripts({ test: "echo no test specified && exit 1" }),
      installed,
      'The script "test" of package.json is not run as a check: it is npm\'s placeholder.',
    ],
    [
      "watching",
      scripts({ test: "mocha --watch" }),
      installed,
      'The script "test" of package.json is not run as a check: it watches for changes and does not end.',
    ],
    [
      "fixing",
      scripts({ lint: "biome check --write ." }),
      installed,
      'The script "lint" of package.json is not run as a check: it changes files.',
    ],
    [
      "broken",
      { "package.json": "{" },
      installed,
      "package.json is not valid JSON, so its scripts are not run as checks.",
    ],
    [
      "no pnpm",
      { ...scripts({ test: "jest" }), "pnpm-lock.yaml": "" },
      ["npm"],
      "The scripts of package.json need pnpm, which is not installed.",
    ],
    [
      "workspaces",
      scripts({ test: "jest" }, { workspaces: ["packages/*"] }),
      installed,
      "Workspace packages are not checked by themselves; only scripts of the root package.json are.",
    ],
  ];
  it.each(reasons)("says why: %s", async (_name, files, programs, skipped) => {
    expect((await find(files, { programs })).skipped).toEqual([skipped]);
  });

  it("tells where a check was found", async () => {
    const { checks } = await find(scripts({ test: "jest" }));
    expect(checks).toEqual([
      { id: "npm-test", kind: "test", command: "npm test", cwd: "", origin: "package.json scripts.test" },
    ]);
  });
});
