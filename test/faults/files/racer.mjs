// The other side of a race: exchanges a name for a link and back, as fast as the system lets it, until it is ended. It puts
// back what a tool took away meanwhile, so that every try finds something to do.
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

const [kind, root, out] = process.argv.slice(2);
const text = readFileSync(join(root, "..", "first.txt"), "utf8");
const isThere = (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
const quietly = (work) => {
  try {
    work();
  } catch {
    // The tool was there first.
  }
};

function fill(folder, hardLinked) {
  for (const path of [join(folder, "a.ts"), join(folder, "sub/a.ts")]) {
    if (!isThere(dirname(path))) mkdirSync(dirname(path), { recursive: true });
    const isFile = lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
    if (isFile && readFileSync(path, "utf8") === text) continue;
    const fresh = join(root, ".fresh");
    rmSync(fresh, { force: true });
    writeFileSync(fresh, text);
    renameSync(fresh, path);
    rmSync(join(root, ".second"), { force: true });
    if (hardLinked) linkSync(path, join(root, ".second"));
  }
  for (const name of ["new.ts", "b.ts", "made"]) rmSync(join(folder, name), { recursive: true, force: true });
  rmSync(join(root, "moved.ts"), { force: true });
  if (!isThere(join(root, "own.ts"))) writeFileSync(join(root, "own.ts"), text);
}

/** `at` is a folder, then a link to one outside, then the folder again. */
function swapFolder(at, to) {
  const [real, link] = [join(root, ".real"), join(root, ".link")];
  quietly(() => renameSync(at, real));
  quietly(() => symlinkSync(to, link));
  quietly(() => renameSync(link, at));
  quietly(() => rmSync(at));
  quietly(() => renameSync(real, at));
}

/** `at` is a file, then a link to one outside, then a file again; the name is never free. */
function swapFile(at, to) {
  const next = join(root, ".next");
  quietly(() => rmSync(next, { force: true }));
  quietly(() => symlinkSync(to, next));
  quietly(() => renameSync(next, at));
  quietly(() => writeFileSync(next, text, { flag: "wx" }));
  quietly(() => renameSync(next, at));
}

/** Whatever a write puts beside its target becomes a link. */
function swapTemporary(folder) {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(".kilo-")) continue;
    const next = join(root, ".next");
    quietly(() => rmSync(next, { force: true }));
    quietly(() => symlinkSync(join(out, "a.ts"), next));
    quietly(() => renameSync(next, join(folder, name)));
  }
}

const dir = join(root, "dir");
const turns = {
  file: () => swapFile(join(dir, "a.ts"), join(out, "a.ts")),
  linked: () => swapFile(join(dir, "a.ts"), join(out, "a.ts")),
  free: () => {
    quietly(() => symlinkSync(join(out, "new.ts"), join(dir, "new.ts")));
    quietly(() => rmSync(join(dir, "new.ts")));
  },
  folder: () => swapFolder(dir, out),
  "linked folder": () => swapFolder(dir, out),
  deep: () => swapFolder(join(dir, "sub"), join(out, "sub")),
  temporary: () => swapTemporary(dir),
};
fill(dir, kind.startsWith("linked"));
writeSync(1, "ready\n");
for (;;) {
  turns[kind]();
  quietly(() => fill(dir, kind.startsWith("linked")));
}
