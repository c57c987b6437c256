// Watches the folders of runs, and the runs that may go on elsewhere. Told a new set, it keeps what stays.
import type { RunsPlace } from "./engines";
import { watchFolder } from "./watchFolder";

export interface Watches {
  set(places: RunsPlace[], runs: string[]): void;
  dispose(): void;
}

export function createWatches(changed: () => void): Watches {
  const watched = new Map<string, () => void>();

  function only(paths: Set<string>): void {
    for (const [path, end] of watched) {
      if (paths.has(path)) continue;
      end();
      watched.delete(path);
    }
    for (const path of paths) if (!watched.has(path)) watched.set(path, watchFolder(path, changed));
  }

  return {
    set: (places, runs) => only(new Set([...places.map(({ path }) => path), ...runs])),
    dispose: () => only(new Set()),
  };
}
