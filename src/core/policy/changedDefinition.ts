// Files that say what a project's commands do. Who changes one of them changes what an allowed line means, so the rule
// about it lapses for the rest of the run (facts/reliability.md B4).

const definition = new RegExp(
  `(?:^|/)(?:${[
    String.raw`package\.json`,
    String.raw`(?:gnu)?makefile|justfile|taskfile\.ya?ml`,
    String.raw`(?:vitest|vite|jest|playwright|karma|babel|webpack|rollup|esbuild|eslint|biome|ava|wdio|cypress)\.(?:config|workspace|setup)\.[^/]*`,
    String.raw`\.(?:mocharc|eslintrc|babelrc|nycrc|swcrc)[^/]*`,
    String.raw`pytest\.ini|tox\.ini|noxfile\.py|setup\.(?:py|cfg)|pyproject\.toml`,
    String.raw`cargo\.toml|build\.rs|\.cargo/config(?:\.toml)?|go\.mod|go\.work`,
    String.raw`build\.gradle(?:\.kts)?|pom\.xml|\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs`,
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
