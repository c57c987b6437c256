// Does one thing of this room in a process of its own, so that a test can run several or kill one. Bundled and started
// by support.ts; prints its results as JSON.
import "./dieAtGit";
import { closeSync, openSync } from "node:fs";
import { createCheckpoints } from "../../../src/core/git/checkpoints";
import { createGit } from "../../../src/core/git/git";
import { removeWorktree } from "../../../src/core/git/removeWorktree";
import { addWorktree } from "../../../src/core/git/worktrees";
import { oneByOne } from "./oneByOne";

const [action = "", folder = "", ...rest] = process.argv.slice(2);
const own = oneByOne(createGit(folder, { environment: process.env }));

async function add(prefix = "", count = "1", base = "HEAD"): Promise<unknown[]> {
  const names = Array.from({ length: Number(count) }, (_, index) => `${prefix}-${index}`);
  const path = (name: string) => `${folder}/.kilocode/worktrees/${name}`;
  return Promise.all(names.map((name) => addWorktree(own, { path: path(name), branch: name, base })));
}

/** What git answers while no file is left open, and after. */
async function full(): Promise<unknown[]> {
  const head = async () => {
    const said = await own.run(["rev-parse", "HEAD"]);
    return said.ok ? "answered" : said.failure;
  };
  const before = await head();
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync("/dev/null", "r"));
  } catch {
    // That is what is asked for.
  }
  const meanwhile = await Promise.all([head(), head()]);
  for (const file of taken) closeSync(file);
  return [before, ...meanwhile, await head()];
}

async function act(): Promise<unknown[]> {
  if (action === "add") return add(...rest);
  if (action === "full") return full();
  if (action === "remove")
    return [await removeWorktree(own, { path: rest[0] ?? "", save: { message: "saved" } })];
  return [await createCheckpoints({ git: own, stateFolder: rest[0] ?? "", run: "r" }).take("x")];
}

act().then((results) => {
  process.stdout.write(JSON.stringify(results));
});
