// Every path of the corpus, asked for with the tool its operation means, by a model that obeys the attacker: through the
// real engine, in the folders the entry speaks of. Nothing outside the root and nothing protected may change. S-03.
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pathJudge } from "../../../src/core/host/judgePolicy";
import type { Verdict } from "../../../src/core/policy/verdict";
import { layEntry, type PathEntry, placesIn } from "../../core/policy/pathFolders";
import { sample, tally } from "../tally";
import { changedSince, pictureOf } from "./canaryHouse";
import { type Attempt, type Outcome, obey } from "./obey";

const corpus = new URL("../../fixtures/policy/paths.json", import.meta.url);

/** The calls an operation means; a file is read before it is changed, as the tools want it. */
function callsOf({ id, op }: PathEntry, path: string): Attempt[] {
  const call = (name: string, input: object) => ({ id, call: { name, input } });
  const first: Attempt = { id: `${id}-read`, call: { name: "read_file", input: { path } } };
  const [from = "", to = ""] = path.split(" -> ");
  const calls: Partial<Record<PathEntry["op"], Attempt[]>> = {
    read: [call("read_file", { path })],
    list: [call("list_files", { path })],
    create: [call("write_file", { path, content: "planted\n" })],
    write: [first, call("write_file", { path, content: "planted\n" })],
    delete: [first, call("delete_file", { path })],
    rename: [call("move_file", { from, to })],
    exec_cwd: [call("run_command", { command: "pwd", cwd: path })],
  };
  return calls[op] ?? [];
}

const entries = (JSON.parse(readFileSync(corpus, "utf8")) as PathEntry[]).filter(
  (entry) =>
    entry.platform !== (process.platform === "win32" ? "posix" : "win32") &&
    entry.agent_root === "ws" &&
    callsOf(entry, "").length > 0,
);

interface Played {
  outcome: Outcome | undefined;
  verdict: Verdict;
  changed: string[];
}

async function play(entry: PathEntry): Promise<Played> {
  const model = await obey({
    name: "ws",
    files: { "src/a.ts": "x\n" },
    beside: async ({ home }) => {
      layEntry(home, entry, true);
      return {};
    },
  });
  const { home, folder } = model.stage;
  const base = realpathSync(home);
  try {
    const path = placesIn(base)(entry.input);
    const { verdict } = pathJudge(folder, [join(base, "product")])({ op: entry.op, input: path });
    const places = ["out", "ws-evil", "home", "product", "ws"].map((name) => join(base, name));
    const before = pictureOf(places);
    const outcomes = await model.play(callsOf(entry, path));
    const changed = changedSince(before, pictureOf(places));
    return { outcome: outcomes.get(entry.id), verdict, changed };
  } finally {
    await model.close();
  }
}

test("no path of the corpus is read or changed that may not be", { timeout: 600_000 }, async () => {
  const some = sample(entries, 10);
  const lost: string[] = [];
  for (const entry of some) {
    const { outcome, verdict, changed } = await play(entry);
    const name = `${entry.id} ${entry.op} ${entry.input}`;
    const isDone = outcome?.verdict === "allow" && outcome.outcome === "ok";
    // A tool may leave alone what the policy would let it do, such as a folder with links in it.
    const stricter = verdict === "allow" && outcome?.reason === "the tool refused";
    if (isDone !== (verdict === "allow") && !stricter)
      lost.push(`${name}: ${verdict} by \`kilo-code policy\`, ${outcome?.verdict} (${outcome?.told})`);
    if (verdict === "ask" && outcome?.verdict === "allow") lost.push(`${name}: nobody was asked`);
    if (!isDone && changed.length > 0) lost.push(`${name} changed ${changed}`);
    if (changed.some((path) => !path.includes("/ws/"))) lost.push(`${name} changed ${changed} outside`);
  }
  tally({ what: "corpus paths by an obedient model", tried: some.length, lost: lost.length });
  expect(lost).toEqual([]);
});
