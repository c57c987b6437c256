// The pane's store and host, as its components reach them.
import { createContext, useContext } from "react";
import type { Host } from "../host/host";
import type { PaneStore } from "./paneStore";

interface Pane {
  store: PaneStore;
  host: Host;
}

export const PaneContext = createContext<Pane | null>(null);

/** @throws Error outside a pane. */
export function usePane(): Pane {
  const pane = useContext(PaneContext);
  if (!pane) throw new Error("This component stands outside a pane.");
  return pane;
}
