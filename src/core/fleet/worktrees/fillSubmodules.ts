// Fills the submodules of a new worktree from the objects the user's own repository has: plain files, read out of the store
// and written as they are. No network, no filter, no hook, no repository of its own; git passes over what stands there.
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { splitNul } from "../../git/command";
import { listTree, type TreeEntry } from "../../git/commands/listTree";
import type { Git } from "../../git/git";
import { isInside } from "../../git/inside";
import { demand } from "../../git/outcome";
import { eachBlob } from "../../git/trees";
import { isPlainPath } from "../../git/workingFile";
import { isEmptyOrMissing } from "../../git/worktreePlace";
import type { Yard } from "./yard";

/** Files and bytes of one submodule above which it is left empty. */
const most = { files: 20_000, bytes: 512 * 1024 * 1024 };
/** Submodules in submodules are followed so far. */
const deepest = 4;

export interface FilledSubmodules {
  /** Paths in the worktree. */
  filled: string[];
  empty: string[];
}

interface Place {
  /** Runs in the worktree. */
  tree: Git;
  /** Folder the submodules lie in: the worktree, or a submodule that was filled. */
  root: string;
  /** Where the user's repository keeps theirs. */
  modules: string[];
  /** The same folder in the user's checkout, whose old submodules keep their repositories inside. */
  checkout: string;
}

/**
 * @param tree runs in the worktree, which was just made.
 * @param wanted false leaves all of them empty.
 */
export async function fillSubmodules(yard: Yard, tree: Git, wanted: boolean): Promise<FilledSubmodules> {
  const result: FilledSubmodules = { filled: [], empty: [] };
  const staged = existsSync(join(tree.folder, ".gitmodules"))
    ? splitNul(demand(await tree.runBytes(["ls-files", "-s", "-z"])).stdout)
    : [];
  const links = staged.flatMap((field) => {
    const [, commit, path] = /^160000 (\S+) \d\t([\s\S]+)$/.exec(field) ?? [];
    return commit && path ? [{ commit, path }] : [];
  });
  if (!wanted) return { filled: [], empty: links.map(({ path }) => path) };
  const modules = [join(yard.commonDir, "modules")];
  await fillAll({ tree, root: tree.folder, modules, checkout: yard.topLevel }, links, "", 1, result);
  return result;
}

async function fillAll(
  place: Place,
  links: { commit: string; path: string }[],
  prefix: string,
  depth: number,
  result: FilledSubmodules,
): Promise<void> {
  const names = links.length > 0 ? await namesIn(place) : new Map<string, string>();
  for (const { commit, path } of links) {
    const store = storeOf(place, path, names.get(path));
    const entries = store && isPlainPath(path) ? await entriesOf(place.tree, store, commit) : null;
    const folder = join(place.root, path);
    if (
      !store ||
      !entries ||
      !(await write(place.tree.at(place.tree.folder, { GIT_DIR: store }), folder, entries))
    ) {
      result.empty.push(`${prefix}${path}`);
      continue;
    }
    result.filled.push(`${prefix}${path}`);
    const inner = entries.flatMap(({ mode, blob, path: at }) =>
      mode === "160000" ? [{ commit: blob, path: at }] : [],
    );
    const below = {
      ...place,
      root: folder,
      modules: [join(store, "modules")],
      checkout: join(place.checkout, path),
    };
    if (depth < deepest) await fillAll(below, inner, `${prefix}${path}/`, depth + 1, result);
    else result.empty.push(...inner.map((one) => `${prefix}${path}/${one.path}`));
  }
}

/** Names of submodules by their paths, as .gitmodules says; git reads the file, and nothing of it is taken for a setting. */
async function namesIn({ tree, root }: Place): Promise<Map<string, string>> {
  const words = [
    "config",
    "--file",
    join(root, ".gitmodules"),
    "-z",
    "--get-regexp",
    "^submodule\\..*\\.path$",
  ];
  const found = await tree.runBytes(words, { okCodes: [0, 1] });
  if (!found.ok) return new Map();
  return new Map(
    splitNul(found.value.stdout).flatMap((field): [string, string][] => {
      const [, name, path] = /^submodule\.([\s\S]*)\.path\n([\s\S]*)$/.exec(field) ?? [];
      return name && path ? [[path, name]] : [];
    }),
  );
}

/** The folder of a submodule's objects in the user's repository; null where they never fetched it. */
function storeOf({ modules, checkout }: Place, path: string, name = path): string | null {
  const known = modules.map((folder) => ({ folder, store: join(folder, name) }));
  const inside = known.filter(({ folder, store }) => isPlainPath(name) && isInside(folder, store));
  const places = [...inside.map(({ store }) => store), join(checkout, path, ".git")];
  const isStore = (at: string) => statSync(join(at, "objects"), { throwIfNoEntry: false })?.isDirectory();
  return places.find(isStore) ?? null;
}

/** Files of a submodule's commit; null where it is not there, or too large. */
async function entriesOf(tree: Git, store: string, commit: string): Promise<TreeEntry[] | null> {
  const listed = await tree.at(tree.folder, { GIT_DIR: store }).ask(listTree(commit));
  if (!listed.ok) return null;
  const entries = listed.value;
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  const isFit = entries.length <= most.files && bytes <= most.bytes;
  return isFit && entries.every(({ path }) => isPlainPath(path)) ? entries : null;
}

/** Files first, links last, so that nothing is ever written through one. */
async function write(store: Git, folder: string, entries: readonly TreeEntry[]): Promise<boolean> {
  const files = entries.filter(({ mode }) => mode.startsWith("100"));
  const links = entries.filter(({ mode }) => mode === "120000");
  try {
    await mkdir(folder, { recursive: true });
    for (const entry of entries.filter(({ mode }) => mode === "160000"))
      await mkdir(join(folder, entry.path), { recursive: true });
    await writeAll(store, folder, files);
    await writeAll(store, folder, links);
    return true;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return false;
  }
}

/**
 * Files in filled submodules that are not as they were filled; with their objects gone from the user's repository, all of them.
 * @param links submodules of the worktree `tree` runs in.
 */
export async function changedInFilled(
  yard: Yard,
  tree: Git,
  links: readonly { commit: string; path: string }[],
): Promise<string[]> {
  const there = links.filter(({ path }) => !isEmptyOrMissing(join(tree.folder, path)));
  const modules = [join(yard.commonDir, "modules")];
  const place = { tree, root: tree.folder, modules, checkout: yard.topLevel };
  const names = there.length > 0 ? await namesIn(place) : new Map<string, string>();
  const changed = await Promise.all(
    there.map(({ commit, path }) => changedBelow(place, commit, path, names.get(path))),
  );
  return changed.flat();
}

async function changedBelow(place: Place, commit: string, path: string, name?: string): Promise<string[]> {
  const store = storeOf(place, path, name);
  const entries = store === null ? [] : ((await entriesOf(place.tree, store, commit)) ?? []);
  const folder = join(place.root, path);
  const known = new Map(entries.map((entry) => [entry.path, entry]));
  const inner = entries.filter(
    ({ mode, path: at }) => mode === "160000" && !isEmptyOrMissing(join(folder, at)),
  );
  const changed = filesBelow(
    folder,
    inner.map((entry) => entry.path),
  ).filter((file) => {
    const entry = known.get(file);
    return !entry || idOf(join(folder, file), entry) !== entry.blob;
  });
  const below = { ...place, root: folder, modules: store ? [join(store, "modules")] : [] };
  const deeper = { ...below, checkout: join(place.checkout, path) };
  const innerNames = inner.length > 0 ? await namesIn(deeper) : new Map<string, string>();
  for (const entry of inner)
    changed.push(...(await changedBelow(deeper, entry.blob, entry.path, innerNames.get(entry.path))));
  return changed.map((file) => `${path}/${file}`);
}

/** Paths of files and links below a folder, those of inner submodules left out. */
function filesBelow(folder: string, without: readonly string[], prefix = ""): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (without.includes(path)) return [];
    return entry.isDirectory() ? filesBelow(folder, without, `${path}/`) : [path];
  });
}

/** The id git gives a file's bytes, or a link's text, in the hash its repository uses. */
function idOf(path: string, { blob }: TreeEntry): string {
  const isLink = lstatSync(path).isSymbolicLink();
  const bytes = isLink ? Buffer.from(readlinkSync(path)) : readFileSync(path);
  const algorithm = blob.length === 64 ? "sha256" : "sha1";
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

async function writeAll(store: Git, folder: string, entries: readonly TreeEntry[]): Promise<void> {
  const writing: Promise<void>[] = [];
  const names = entries.map(({ blob }) => blob);
  await eachBlob(store, names, (bytes, index) => {
    const entry = entries[index];
    if (!entry || !bytes) throw new Error("an object of the submodule is missing");
    writing.push(put(join(folder, entry.path), bytes, entry));
  });
  await Promise.all(writing);
}

async function put(path: string, bytes: Buffer, { mode }: TreeEntry): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (mode === "120000") return symlink(bytes, path);
  await writeFile(path, bytes, { flag: "wx" });
  if (mode === "100755") await chmod(path, 0o755);
}
