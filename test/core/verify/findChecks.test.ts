// Detection over real folders: what is found, what is skipped and why.
import { describe, expect, it } from "vitest";
import { checkDetectors } from "../../../src/core/verify/detectors/index";
import { find, installed, scripts } from "./project";

describe("other projects", () => {
  const rows: [name: string, files: Record<string, string>, commands: string[], programs?: string[]][] = [
    ["pytest.ini", { "pytest.ini": "" }, ["pytest (test): python -m pytest -q"]],
    [
      "pyproject",
      { "pyproject.toml": "[tool.pytest.ini_options]\n" },
      ["pytest (test): python -m pytest -q"],
    ],
    ["tox.ini", { "tox.ini": "[tox]\n[pytest]\n" }, ["pytest (test): python -m pytest -q"]],
    ["setup.cfg", { "setup.cfg": "[tool:pytest]\n" }, ["pytest (test): python -m pytest -q"]],
    ["test files alone", { "tests/test_a.py": "" }, ["pytest (test): python -m pytest -q"]],
    [
      "only python3",
      { "tests/a_test.py": "" },
      ["pytest (test): python3 -m pytest -q"],
      ["python3", "pytest"],
    ],
    ["pytest without python", { "tests/a_test.py": "" }, ["pytest (test): pytest -q"], ["pytest"]],
    [
      "a virtual environment",
      { "test_a.py": "", ".venv/bin/python": "", ".venv/bin/pytest": "" },
      ["pytest (test): .venv/bin/python -m pytest -q"],
      [],
    ],
    ["a project without tests", { "pyproject.toml": "[project]\n", "a.py": "" }, []],
    [
      "ruff and mypy, configured",
      { "pyproject.toml": "[tool.ruff]\n[tool.mypy]\nstrict = true\n" },
      ["ruff (lint): ruff check .", "mypy (types): mypy ."],
    ],
    ["ruff's own sections", { "pyproject.toml": "[tool.ruff.lint]\n" }, ["ruff (lint): ruff check ."]],
    ["mypy that names its files", { "mypy.ini": "[mypy]\nfiles = src\n" }, ["mypy (types): mypy"]],
    [
      "another tool's files",
      { "setup.cfg": "[options]\nfiles = x\n[mypy]\nstrict = 1\n[flake8]\nfiles = y\n" },
      ["mypy (types): mypy ."],
    ],
    ["cargo", { "Cargo.toml": "[package]\n" }, ["cargo-test (test): cargo test --no-fail-fast"]],
    [
      "cargo workspace",
      { "Cargo.toml": "[workspace]\nmembers = []\n" },
      ["cargo-test (test): cargo test --workspace --no-fail-fast"],
    ],
    ["go", { "go.mod": "module x\n" }, ["go-vet (lint): go vet ./...", "go-test (test): go test ./..."]],
    ["maven wrapper", { "pom.xml": "", mvnw: "" }, ["maven-test (test): ./mvnw -B --fail-at-end test"], []],
    ["maven", { "pom.xml": "" }, ["maven-test (test): mvn -B --fail-at-end test"]],
    [
      "gradle wrapper",
      { "build.gradle.kts": "", gradlew: "" },
      ["gradle-test (test): ./gradlew test --continue --console=plain"],
      [],
    ],
    ["gradle", { "build.gradle": "" }, ["gradle-test (test): gradle test --continue --console=plain"]],
    [
      "make",
      { Makefile: "lint:\n\tx\ntest: build\n\ty\nTEST := 1\ncheck :\n\tz\n" },
      ["make-lint (lint): make lint", "make-test (test): make test", "make-check (other): make check"],
    ],
    [
      "make check that runs test",
      { Makefile: "check: lint test\ntest:\n\ty\nlint:\n\tz\n" },
      ["make-check (test): make check"],
    ],
    ["make without checks", { Makefile: "all:\n\ttest -f x\ncheck := 1\n" }, []],
    [
      "make that wraps npm",
      { Makefile: "test:\n\tnpm test\n", ...scripts({ test: "jest" }) },
      ["npm-test (test): npm test"],
    ],
    [
      "two languages",
      { "go.mod": "module x\n", ...scripts({ test: "jest" }) },
      ["npm-test (test): npm test", "go-vet (lint): go vet ./...", "go-test (test): go test ./..."],
    ],
  ];
  it.each(rows)("%s", async (_name, files, commands, programs = installed) => {
    expect((await find(files, { programs })).commands).toEqual(commands);
  });

  it.each([
    ["pytest", { "pytest.ini": "" }],
    ["ruff", { "ruff.toml": "" }],
    ["mypy", { "mypy.ini": "[mypy]" }],
    ["cargo", { "Cargo.toml": "" }],
    ["go", { "go.mod": "" }],
    ["mvn", { "pom.xml": "" }],
    ["gradle", { "build.gradle": "" }],
    ["make", { Makefile: "test:\n" }],
  ])("a missing %s is said, not run", async (program, files: Record<string, string>) => {
    const { commands, skipped } = await find(files, { programs: [] });
    expect(commands).toEqual([]);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]).toContain(program);
  });

  it("says what a make target repeats", async () => {
    const { skipped } = await find({ Makefile: "test:\n", "go.mod": "" });
    expect(skipped).toEqual(['"make test" is not run, for go-test is of the same kind.']);
  });

  it("names every detector once", () => {
    expect(new Set(checkDetectors.map((detector) => detector.name)).size).toBe(checkDetectors.length);
  });
});

describe("overrides", () => {
  const files = scripts({ test: "jest", lint: "eslint ." });
  it("change, remove and add", async () => {
    const overrides = {
      "npm-test": "npx jest --ci",
      "npm-lint": "",
      e2e: "npm run e2e",
      smoke: "./smoke.sh",
      constructor: " ",
    };
    const { commands, skipped, checks } = await find(files, { overrides });
    expect(commands).toEqual([
      "npm-test (test): npx jest --ci",
      "e2e (test): npm run e2e",
      "smoke (other): ./smoke.sh",
    ]);
    expect(skipped).toEqual(['"npm run lint" is not run, for the configuration turns npm-lint off.']);
    expect(checks.map((check) => check.origin)).toEqual(["config", "config", "config"]);
  });
});
