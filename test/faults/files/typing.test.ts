// the user saves a file while the agent changes it, before each of the calls of the file system the agent makes in
// turn, in place or by exchanging the file. What the user saved stands afterwards, at the file's name or at the one it was
// moved to. Between the last look and the change itself is one call, and what is saved there nobody can tell; a file that
// was saved before it was to be removed is in the checkpoint.
import "../disk/faultyDisk";
import { existsSync, linkSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { isPrepared } from "../../../src/core/tools/tool";
import { makeSetting, type Setting } from "../../core/tools/setting";
import { aside, beforeCalls } from "../disk/faultyDisk";
import { sample, tally } from "../tally";

// What is taken by name from here on is what was wrapped.
syncBuiltinESMExports();

let setting: Setting | null = null;
afterEach(() => {
  beforeCalls("", null);
  setting?.remove();
  setting = null;
});

const first = "one\ntwo\nthree\n";
/** Longer than what was there, as long, shorter. */
const texts = ["one\ntwo, typed by the user\nthree\n", "typ\ntwo\nthree\n", "typ\n"];

interface Change {
  what: string;
  tool: string;
  input: object;
  /** Where the text is afterwards, where the agent's change was made. */
  place?: string;
  names?: 2;
}

const changes: Change[] = [
  { what: "an edit", tool: "edit_file", input: { path: "a.ts", search: "one", replace: "1" } },
  {
    what: "an edit in place",
    tool: "edit_file",
    input: { path: "a.ts", search: "one", replace: "1" },
    names: 2,
  },
  { what: "a whole file", tool: "write_file", input: { path: "a.ts", content: "new\n" } },
  { what: "a removal", tool: "delete_file", input: { path: "a.ts" } },
  { what: "a move", tool: "move_file", input: { from: "a.ts", to: "b/c.ts" }, place: "b/c.ts" },
];

/** The changes themselves. */
const final = /^(renameSync .*\.tmp|(rm|write|ftruncate)Sync a\.ts)$/;

type Save = (path: string) => void;

const saves: [string, Save][] = texts.flatMap((text): [string, Save][] => [
  [`${text.length} bytes in place`, (path) => writeFileSync(path, text)],
  [
    `${text.length} bytes by exchange`,
    (path) => {
      writeFileSync(`${path}~`, text);
      renameSync(`${path}~`, path);
    },
  ],
]);

/** @returns the calls there were, and whether what the user saved before one of them stands. */
async function play({ tool, input, names, place = "a.ts" }: Change, save: Save, nth: number) {
  const own = makeSetting();
  setting = own;
  own.put("a.ts", first);
  const path = join(own.root, "a.ts");
  // Nobody saves twice within one tick of the file system's clock.
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  if (names) linkSync(path, join(own.root, "twin.ts"));
  await own.call("read_file", { path: "a.ts" });
  const calls: string[] = [];
  const listen = () =>
    beforeCalls(own.root, (what) => {
      calls.push(what);
      if (calls.length === nth) aside(() => save(path));
    });
  if (tool !== "delete_file") listen();
  const prepared = await own.prepare(tool, input);
  listen();
  if (isPrepared(prepared)) await prepared.run();
  beforeCalls("", null);
  const found = [path, join(own.root, place)].map((one) =>
    existsSync(one) ? readFileSync(one, "utf8") : "",
  );
  own.remove();
  setting = null;
  return { calls, kept: found.some((text) => text.includes("typ")) };
}

it.skipIf(process.platform === "win32")(
  "what the user saves while the agent changes the file is not lost",
  async () => {
    const lost: string[] = [];
    let tried = 0;
    for (const one of changes)
      for (const [how, save] of saves) {
        const { calls } = await play(one, save, 0);
        const all = calls.flatMap((what, at) => (final.test(what) ? [] : [at + 1]));
        for (const nth of sample(all, 2)) {
          const { kept } = await play(one, save, nth);
          tried += 1;
          if (!kept) lost.push(`${one.what}, saved ${how} before ${nth}. ${calls[nth - 1]}`);
        }
      }
    tally({ what: "files the user saves while the agent changes them", tried, lost: lost.length });
    expect(lost).toEqual([]);
  },
  120_000,
);
