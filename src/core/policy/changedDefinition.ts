// Files that say what a project's commands do. Who changes one of them changes what an allowed line means, so the rule
// about it lapses for the rest of the run (facts/reliability.md B4).

const definition = new RegExp(
  `(?:^|/)(?:${[
    // What a tool of any language is set up by: `vitest.config.ts`, `.eslintrc.json`, `tsconfig.build.json`, `turbo.json`.
    String.raw`[\w.-]+\.(?:config|conf|workspace|setup|globalsetup)\.(?:[cm]?[jt]sx?|json[c5]?|ya?ml|toml)`,
    String.raw`\.[\w-]+rc(?:\.[cm]?[jt]s|\.json[c5]?|\.ya?ml|\.toml)?`,
    String.raw`(?:ts|js)config[^/]*\.json|(?:nx|turbo|lerna|jest|project|workspace|biome|deno|angular|global|dotnet-tools)\.jsonc?|(?:bunfig|hatch|uv)\.toml`,
    String.raw`package\.json|pnpm-workspace\.ya?ml|\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs`,
    String.raw`(?:gulp|grunt|jake|cake)file(?:\.[\w.]+)?|jest[.-]preset\.[cm]?js(?:on)?|(?:tasks|dodo|fabfile)\.py|sconstruct|wscript|build\.zig|mix\.exs|package\.swift|composer\.json`,
    String.raw`(?:gnu)?makefile|[^/]+\.(?:mk|bzl|sbt)|(?:build|workspace|module)(?:\.bazel)?|meson\.build|build\.ninja|justfile|taskfile\.ya?ml|rakefile|gemfile|dockerfile`,
    String.raw`conftest\.py|(?:site|user)customize\.py|pytest\.ini|tox\.ini|noxfile\.py|setup\.(?:py|cfg)|pyproject\.toml|[^/]+\.pth|mypy\.ini|\.rspec|phpunit\.xml(?:\.dist)?`,
    // Which version of a tool is taken, and what tools are installed in the project.
    String.raw`\.(?:tool-versions|(?:node|python|ruby|java|go)-version)|node_modules/.+|\.?venv/.+`,
    String.raw`cargo\.toml|build\.rs|\.cargo/config(?:\.toml)?|rust-toolchain(?:\.toml)?|go\.mod|go\.work|go\.env`,
    String.raw`[^/]+\.gradle(?:\.kts)?|gradle(?:-wrapper)?\.properties|gradle-wrapper\.jar|[^/]+\.versions\.toml|nuget\.config|gradlew(?:\.bat)?|mvnw(?:\.cmd)?|pom\.xml|\.mvn/.*|[^/]+\.(?:cs|fs|vb)proj|[^/]+\.(?:props|targets)|cmakelists\.txt`,
  ].join("|")})$`,
  "i",
);

/**
 * @param changed paths this run changed, relative to the root.
 * @returns the first that says what a command does, or null.
 */
export function changedDefinition(changed: readonly string[]): string | null {
  return changed.find((path) => definition.test(path)) ?? null;
}
