// Which files of a folder do not belong to the project by its .gitignore files and .git/info/exclude.
// Works inside and outside git, from any folder of a repository; reads rule files only, runs no git.
import { lstatSync, readFileSync } from "node:fs";
import { dirname, join, relative as relativePath, resolve, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

export interface IgnoreRules {
  /** @param relative to the root, with `/`. */
  ignores(relative: string, isFolder: boolean): boolean;
}

/** Never part of a project, whatever the rule files say. */
const always = [
  "/.git",
  ".git",
  "/.kilocode/worktrees/",
  "/.kilo/",
  "node_modules/",
  "__pycache__/",
  ".kilo-*.tmp",
];
const largestRuleFile = 1_000_000;

function readRules(path: string): Ignore | null {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    // Git does not follow a linked .gitignore either.
    if (!stats?.isFile() || stats.size > largestRuleFile) return null;
    return ignore().add(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** The top of the working tree that holds `folder`, or null outside git. */
function topOf(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (lstatSync(join(at, ".git"), { throwIfNoEntry: false })) return at;
    if (dirname(at) === at) return null;
  }
}

/** `info/exclude` of the repository; a worktree's `.git` is a file that points to it. */
function excludeFile(top: string): string | null {
  try {
    const git = join(top, ".git");
    if (lstatSync(git).isDirectory()) return join(git, "info", "exclude");
    const pointed = /^gitdir: (.+)$/m.exec(readFileSync(git, "utf8"))?.[1];
    if (!pointed) return null;
    const own = resolve(top, pointed.trim());
    return join(resolve(own, readFileSync(join(own, "commondir"), "utf8").trim()), "info", "exclude");
  } catch {
    return null;
  }
}

class Rules implements IgnoreRules {
  private readonly layers = new Map<string, Ignore | null>();
  private readonly folders = new Map<string, boolean>([[".", false]]);
  private readonly fixed = ignore().add(always);
  private readonly top: string;
  private readonly exclude: Ignore | null;

  constructor(private readonly root: string) {
    const top = topOf(root);
    this.top = top ?? root;
    const path = top && excludeFile(top);
    this.exclude = path ? readRules(path) : null;
  }

  ignores(relative: string, isFolder: boolean): boolean {
    if (relative === ".") return false;
    const known = isFolder ? this.folders.get(relative) : undefined;
    if (known !== undefined) return known;
    const cut = relative.lastIndexOf("/");
    const above = cut === -1 ? "." : relative.slice(0, cut);
    const ignored = this.ignores(above, true) || this.decide(relative, isFolder);
    if (isFolder) this.folders.set(relative, ignored);
    return ignored;
  }

  /** The nearest rule file that says anything about the path wins. */
  private decide(relative: string, isFolder: boolean): boolean {
    if (this.fixed.ignores(isFolder ? `${relative}/` : relative)) return true;
    const path = join(this.root, relative);
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const verdict = this.verdictOf(this.layer(folder), folder, path, isFolder);
      if (verdict !== null) return verdict;
      if (folder === this.top || dirname(folder) === folder) break;
    }
    return this.verdictOf(this.exclude, this.top, path, isFolder) ?? false;
  }

  private verdictOf(layer: Ignore | null, folder: string, path: string, isFolder: boolean): boolean | null {
    if (!layer) return null;
    const within = relativePath(folder, path).split(sep).join("/");
    const { ignored, unignored } = layer.test(isFolder ? `${within}/` : within);
    if (unignored) return false;
    if (!ignored) return null;
    // A folder above that this layer ignores was taken back by a nearer rule file; it must not count again.
    const above = dirname(within);
    return above !== "." && layer.test(`${above}/`).ignored ? null : true;
  }

  private layer(folder: string): Ignore | null {
    let layer = this.layers.get(folder);
    if (layer === undefined) {
      layer = readRules(join(folder, ".gitignore"));
      this.layers.set(folder, layer);
    }
    return layer;
  }
}

/** The rules as they stand now; made anew for every listing. @param root absolute real path. */
export function readIgnoreRules(root: string): IgnoreRules {
  return new Rules(root);
}
