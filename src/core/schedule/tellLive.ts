// What streams by is told behind the facts it belongs to.
import type { LiveEvent } from "../../protocol/event";
import type { Runtime } from "./runtime";

export function tellLive({ log, ports }: Pick<Runtime, "log" | "ports">, event: LiveEvent): void {
  log.tellWatchers();
  ports.live(log.view().run, event);
}
