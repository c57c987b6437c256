// The time by the host's clock, once a second for what runs; a thing of the past costs nothing.
import { useEffect, useState } from "react";
import { useAgents } from "./agentsContext";

/** @returns milliseconds since 1970. */
export function useNow(ticking: boolean): number {
  const { store } = useAgents();
  const [, tick] = useState(0);
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return store.now();
}
