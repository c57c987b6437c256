// Output while it comes, on a way that many share: gathered for a moment, and cut where there is too much of it. The whole
// output comes with the answer.

const gatherMs = 100;
const mostAtOnce = 32_000;

export interface LiveText {
  take(text: string): void;
  /** Passes on what is gathered: nothing comes after the answer. */
  flush(): void;
}

/** @param signal ends it. */
export function gatherLive(send: (text: string) => void, signal: AbortSignal): LiveText {
  let gathered = "";
  let waiting = false;
  const flush = () => {
    waiting = false;
    const cut = gathered.length > mostAtOnce ? `…\n${gathered.slice(-mostAtOnce)}` : gathered;
    gathered = "";
    if (!signal.aborted && cut !== "") send(cut);
  };
  return {
    flush,
    take(text) {
      gathered = (gathered + text).slice(-2 * mostAtOnce);
      if (!waiting) setTimeout(flush, gatherMs);
      waiting = true;
    },
  };
}
