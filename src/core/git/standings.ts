// The standing processes of a runner: which questions one may be asked, and one process for each repository and kind of
// question. Only repositories git itself has worked in are answered from, under the same settings and variables.
import { statSync } from "node:fs";
import { commonDirOf, findGitFolder } from "./gitFolder";
import type { GitVariables, Setting } from "./hardening";
import { type Standing, type StandingProcess, startStanding } from "./standing";

export interface StandingPlace {
  folder: string;
  variables: GitVariables;
  settings: readonly Setting[];
}

export interface StandingStart {
  program: string;
  env: Record<string, string>;
}

export interface Standings {
  /** The answer of a standing process; null where a process of its own has to be asked. Never throws. */
  ask<T>(place: StandingPlace, form: Standing<T>): Promise<{ value: T } | null>;
  /** Git worked in this folder: it does not refuse its repository. */
  trust(place: StandingPlace): void;
  isTrusted(folder: string): boolean;
}

/**
 * @param settingsFor what disarms the repository of a place, read anew where its configuration changed
 * @param startFor the program and its whole environment
 */
export function createStandings(
  settingsFor: (place: StandingPlace) => Promise<readonly Setting[]>,
  startFor: (place: StandingPlace, settings: readonly Setting[], variables: GitVariables) => StandingStart,
): Standings {
  const processes = new Map<string, StandingProcess>();
  const trusted = new Set<string>();
  const folders = new Set<string>();

  function processFor(
    place: StandingPlace,
    form: Standing<unknown>,
    commonDir: string,
    settings: readonly Setting[],
  ) {
    // A repository that was made anew at the same place is another one.
    const { ino } = statSync(commonDir);
    const own = form.heedsSettings === true ? place.settings : [];
    const key = JSON.stringify([commonDir, ino, form.args, settings, own]);
    const known = processes.get(key);
    if (known !== undefined && !known.isGone) return known;
    for (const [old, { isGone }] of processes) if (isGone) processes.delete(old);
    const { program, env } = startFor(place, [...settings, ...own], { GIT_DIR: commonDir });
    const fresh = startStanding(program, form.args, { cwd: commonDir, env });
    processes.set(key, fresh);
    return fresh;
  }

  return {
    async ask(place, form) {
      try {
        const { GIT_DIR: gitDir, GIT_OBJECT_DIRECTORY: elsewhere } = place.variables;
        const commonDir = gitDir === undefined ? findGitFolder(place.folder)?.commonDir : commonDirOf(gitDir);
        if (commonDir === undefined || elsewhere !== undefined) return null;
        if (gitDir === undefined && !trusted.has(commonDir)) return null;
        const settings = await settingsFor(place);
        const question = form.answers === 0 ? null : form.question();
        if (question === null) return null;
        return await processFor(place, form, commonDir, settings).ask(form, question);
      } catch {
        return null;
      } finally {
        form.done?.();
      }
    },
    isTrusted: (folder) => folders.has(folder),
    trust({ folder, variables }) {
      if (variables.GIT_DIR !== undefined || folders.has(folder)) return;
      const found = findGitFolder(folder);
      if (found === null) return;
      folders.add(folder);
      trusted.add(found.commonDir);
    },
  };
}
