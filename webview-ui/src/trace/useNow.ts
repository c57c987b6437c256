// The time, once a second, for what runs; a thing of the past costs nothing.
import { useLayoutEffect, useState } from "react";
import { usePane } from "../store/paneContext";

/** @returns milliseconds since 1970 by the host's clock. */
export function useNow(ticking: boolean): number {
  const { store } = usePane();
  const [now, setNow] = useState(() => store.clock.read());
  // Before it is painted: the time of when it last ticked may be hours ago.
  useLayoutEffect(() => {
    if (!ticking) return;
    setNow(store.clock.read());
    const timer = setInterval(() => setNow(store.clock.read()), 1000);
    return () => clearInterval(timer);
  }, [ticking, store]);
  return now;
}
