// After a session has ended, whatever died on the way: the user's own work is as it was, `cleanup` leaves nothing of it on
// disk or in git, and no process lives. What it made is told line by line, to be compared with the session nobody killed.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kiloHome } from "../../src/core/config/kiloHome";
import { cleanSession } from "../../src/core/host/sessionEnd";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import type { RunView } from "../../src/protocol/run";
import { tagged, until } from "../core/fleet/workers/stage";
import { leftovers, nothing } from "../core/fleet/worktrees/support";
import type { Scene } from "./scene";
import { usersWork } from "./sessionPlot";
import type { Outcome } from "./theatre";

type CleanUp = [...Parameters<typeof cleanSession>] extends [...infer First, unknown] ? First : never;

/** @returns what git tells of the user's folder afterwards, a line each. */
export async function endSession(outcome: Outcome, scene: Scene, view: RunView): Promise<string[]> {
  const { home, work } = scene;
  const { wrong, lost } = outcome;
  for (const [path, text] of Object.entries(usersWork)) {
    const is = existsSync(join(work, path)) ? readFileSync(join(work, path), "utf8") : null;
    if (is !== text) lost.push(`the user's own ${path} is now ${JSON.stringify(is)}`);
  }
  // Workers of a driver that was killed end themselves.
  await until(() => tagged("HOME", home).length === 0);
  const variables = { HOME: home, PATH: process.env.PATH };
  const place = { variables, folder: work };
  const cleaned = await cleanedUp(place, createStoreFolder(join(home, "runs")), view);
  if (!cleaned.ok) wrong.push(`cleanup: ${cleaned.failure.message}`);
  for (const { name, kept } of cleaned.ok ? cleaned.value : [])
    if (kept !== null) wrong.push(`cleanup leaves ${name}: ${kept}`);
  const left = leftovers(work, join(kiloHome(variables), "leases"));
  for (const [kind, names] of Object.entries(left))
    if (names.join() !== nothing[kind as keyof typeof nothing].join())
      wrong.push(`left ${kind}: ${names.join(", ")}`);
  for (const { tree } of Object.values(view.session?.agents ?? {})) {
    const temporary = tree?.environment.TMPDIR;
    if (temporary && existsSync(temporary)) wrong.push(`left ${temporary}`);
  }
  for (const lock of locksIn(join(work, ".git"))) wrong.push(`left ${lock}`);
  return told(work);
}

/** Again where a git that a killed driver had started is still at work, as the sentence says. */
async function cleanedUp(...[place, runs, view]: CleanUp): ReturnType<typeof cleanSession> {
  for (;;) {
    const cleaned = await cleanSession(place, runs, view, { keep: [] });
    if (!cleaned.ok || !cleaned.value.some(({ kept }) => kept?.includes("still works in"))) return cleaned;
  }
}

function locksIn(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return locksIn(folder, path);
    return entry.name.endsWith(".lock") || entry.name.startsWith("tmp_") ? [path] : [];
  });
}

function told(folder: string): string[] {
  const git = (...args: string[]) =>
    execFileSync("git", ["--no-optional-locks", ...args], { cwd: folder, encoding: "utf8" })
      .trimEnd()
      .split("\n");
  return [
    ...git("status", "--porcelain"),
    ...git("rev-parse", "main^{tree}"),
    ...git("log", "--format=%s%n%(trailers:key=Kilo-Step)", "main"),
  ].map((line) => `git: ${line}`);
}
