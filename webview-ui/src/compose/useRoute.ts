// What routing would decide about the words being written: asked when the person rests for a moment, and only the
// newest answer counts.
import { useEffect, useState } from "react";
import type { RouteHint } from "../../../src/protocol/wire";
import { paneHost } from "../host/paneHost";
import { readPrefix } from "./prefix";
import { readRoute } from "./readAnswers";

const restMs = 150;

/** @param asks false where nothing could be started anyway. */
export function useRoute(text: string, role: string | null, asks: boolean): RouteHint | null {
  const [hint, setHint] = useState<RouteHint | null>(null);
  const wanted = asks && readPrefix(text).rest.trim() !== "";
  useEffect(() => {
    if (!wanted) {
      setHint(null);
      return;
    }
    let newest = true;
    const timer = setTimeout(async () => {
      const reply = await paneHost().ask({ type: "route", prompt: text, role });
      if (newest) setHint(readRoute(reply));
    }, restMs);
    return () => {
      newest = false;
      clearTimeout(timer);
    };
  }, [text, role, wanted]);
  return wanted ? hint : null;
}
