// A routing hint in words: what would be done, why, and how large it looks. Pure.
import { counted } from "../../../src/protocol/counted";
import type { RouteHint } from "../../../src/protocol/wire";
import type { Prefix } from "./prefix";

export interface RouteWords {
  /** `Would orchestrate`. */
  what: string;
  /** Reasons and size, most decisive first. */
  why: string;
  /** The other ways to go. */
  others: { prefix: Prefix; label: string }[];
}

const ways: Record<RouteHint["decision"], string> = {
  orchestrate: "orchestrate",
  single: "use one agent",
  chat: "answer without changing files",
};

const labels: Record<Prefix, string> = { orchestrate: "Orchestrate", single: "Use one agent" };
const mostReasons = 3;

export function routeWords({ decision, reasons, estimatedLines, forced }: RouteHint): RouteWords {
  const size = decision === "chat" ? [] : [`about ${counted(estimatedLines, "line")}`];
  // The router tells its own estimate among its reasons; it is said once.
  const told = reasons.filter((reason) => !/^about \d+ edited lines/.test(reason));
  const chosen = forced === "prefix" || forced === "role";
  return {
    what: `${chosen ? "Will" : "Would"} ${ways[decision]}`,
    why: [told.slice(0, mostReasons).join(", "), ...size].filter((part) => part !== "").join(" · "),
    others: (["single", "orchestrate"] as const)
      .filter((prefix) => prefix !== decision)
      .map((prefix) => ({ prefix, label: labels[prefix] })),
  };
}
