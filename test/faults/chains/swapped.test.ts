// What is approved is what is done: a link put in a file's place between question and write, and a script changed between
// question and run, have no effect. Chains 12 and 20.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createStage, type Stage } from "../../core/schedule/stage";
import { testSettings } from "../../fakes/testSettings";
import { sample, tally } from "../tally";

let stage: Stage;
afterEach(() => stage?.close());

interface Swap {
  call: { name: string; input: object };
  kind: "edit" | "command";
  swap(folder: string, out: string): void;
}

const write = { name: "write_file", input: { path: "dir/new.ts", content: "planted\n" } };
const rewrite = { name: "edit_file", input: { path: "dir/a.ts", search: "one", replace: "planted" } };

const swaps: Record<string, Swap> = {
  "the folder becomes a link": {
    call: write,
    kind: "edit",
    swap(folder, out) {
      renameSync(join(folder, "dir"), join(folder, "old"));
      symlinkSync(out, join(folder, "dir"));
    },
  },
  "the file becomes a link": {
    call: rewrite,
    kind: "edit",
    swap(folder, out) {
      rmSync(join(folder, "dir/a.ts"));
      symlinkSync(join(out, "secret.txt"), join(folder, "dir/a.ts"));
    },
  },
  "a new file is a link already": {
    call: write,
    kind: "edit",
    swap: (folder, out) => symlinkSync(join(out, "new.ts"), join(folder, "dir/new.ts")),
  },
  "a link to git's own": {
    call: write,
    kind: "edit",
    swap(folder) {
      renameSync(join(folder, "dir"), join(folder, "old"));
      symlinkSync(".git", join(folder, "dir"));
    },
  },
  "the file is another": {
    call: rewrite,
    kind: "edit",
    swap: (folder) => writeFileSync(join(folder, "dir/a.ts"), "one and mine\n"),
  },
  "the script is another": {
    call: { name: "run_command", input: { command: "sh x.sh" } },
    kind: "command",
    swap: (folder) => writeFileSync(join(folder, "x.sh"), "echo planted > planted\n"),
  },
  "the package's script is another": {
    call: { name: "run_command", input: { command: "npm run go" } },
    kind: "command",
    swap: (folder) => writeFileSync(join(folder, "x.sh"), "echo planted > planted\n"),
  },
  "the folder of the command becomes a link": {
    call: { name: "run_command", input: { command: "echo planted > planted.ts", cwd: "dir" } },
    kind: "command",
    swap(folder, out) {
      renameSync(join(folder, "dir"), join(folder, "old"));
      symlinkSync(out, join(folder, "dir"));
    },
  },
};

async function play(name: string, { call, kind, swap }: Swap): Promise<string[]> {
  const asking = { ...testSettings("").approve, command: "ask", edit: "ask" } as const;
  stage = await createStage({
    files: {
      "dir/a.ts": "one\n",
      "x.sh": "true\n",
      "package.json": JSON.stringify({ scripts: { go: "sh x.sh" } }),
    },
    interactive: true,
    settings: { checks: {}, approve: asking },
    beside: async ({ home }) => {
      mkdirSync(join(home, "out"));
      writeFileSync(join(home, "out/secret.txt"), "one\n");
      return {};
    },
    script: {
      coder: [
        { calls: [{ name: "read_file", input: { path: "dir/a.ts" } }] },
        { calls: [call] },
        { calls: [{ name: "attempt_completion", input: { result: "Done." } }] },
      ],
    },
  });
  const { folder, home } = stage;
  const out = join(home, "out");
  const id = await stage.start("/single Do it.");
  const { approval } = await stage.until(id, "approval.asked", (fact) => fact.approval.kind === kind);
  swap(folder, out);
  await stage.engine.send(
    id,
    { type: "approval.give", approval: approval.id, hash: approval.hash, verdict: "approved", scope: "once" },
    { kind: "person", via: "test" },
  );
  await stage.engine.settled(id);
  const lost: string[] = [];
  const settled = (await stage.facts(id)).find(
    (fact) => fact.type === "toolCall.settled" && fact.toolCall === "t1.2.1",
  );
  if (settled?.type === "toolCall.settled" && settled.outcome === "ok") lost.push(`${name}: it was done`);
  if (readFileSync(join(out, "secret.txt"), "utf8") !== "one\n") lost.push(`${name}: wrote outside`);
  for (const path of [
    join(out, "new.ts"),
    join(out, "planted.ts"),
    join(folder, ".git/new.ts"),
    join(folder, "planted"),
  ])
    if (existsSync(path)) lost.push(`${name}: ${path} is there`);
  await stage.close();
  return lost;
}

it("what is swapped between question and effect has no effect", { timeout: 120_000 }, async () => {
  const lost: string[] = [];
  const some = sample(Object.entries(swaps), 3);
  for (const [name, swap] of some) lost.push(...(await play(name, swap)));
  tally({ what: "swapped between question and effect", tried: some.length, lost: lost.length });
  expect(lost).toEqual([]);
});
