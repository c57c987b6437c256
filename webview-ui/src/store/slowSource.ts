// A store seen through a slower eye: at most one change in a span of time, the last one always told. For figures
// whose making looks at the whole run.
import type { Source } from "./useSelected";

/** @param ms the shortest time between two changes. */
export function slowSource(source: Source, ms: number): Source {
  let version = source.version;
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    get version() {
      return version;
    },
    subscribe(listener) {
      let timer: ReturnType<typeof setTimeout> | null = null;
      const tell = () => {
        timer = null;
        if (version === source.version) return;
        version = source.version;
        toldAt = Date.now();
        listener();
      };
      const leave = source.subscribe(() => {
        timer ??= setTimeout(tell, Math.max(0, toldAt + ms - Date.now()));
      });
      tell();
      return () => {
        leave();
        if (timer !== null) clearTimeout(timer);
      };
    },
  };
}
