// Kills the engine at every append of a whole run and inside its effects, resumes it, and compares with the run nobody
// killed: the same tree, no effect lost or doubled, money counted, nobody stuck. KILO_CRASH_FULL=1 plays more of each.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "../../src/demo/modelServer/startModelServer";
import { type Case, createTheatre, type Outcome, type Theatre } from "./theatre";

let folder: string;
let theatre: Theatre;

beforeAll(async () => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "kilo-theatre-"));
  theatre = await createTheatre(folder);
});
afterAll(async () => {
  await theatre.close();
  rmSync(folder, { recursive: true, force: true });
});

it("smoke", async () => {
  console.log(theatre.reference.appends.map((types, i) => `${i + 1} ${types.join("+")}`).join("\n"));
  console.log({ ...theatre.reference, appends: 0 });
  const t = performance.now();
  console.log(await theatre.play({ name: "x", kills: [{ append: 20, moment: "after" }], inCommand: null, person: "leaves" }));
  console.log(performance.now() - t);
});
