// The sidebar: composer first, then what stands in the way, what waits for the person, the run, and earlier ones.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Inbox, type Shown } from "../approvals/Inbox";
import { Composer } from "../compose/Composer";
import { EarlierRuns } from "../runs/EarlierRuns";
import { ThisRun } from "../runs/ThisRun";
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";
import { Spinner } from "../ui/Spinner";
import { FirstSteps } from "./FirstSteps";
import { notesOf } from "./notesOf";
import { type PaneMemory, readMemory, withCard, withDraft, withSent } from "./paneMemory";
import { StateNotes } from "./StateNotes";

export function Sidebar() {
  const { store } = usePane();
  const { memory, remember } = useMemory();
  const field = useRef<HTMLTextAreaElement>(null);
  const select = useCallback(() => {
    const chosen = store.hostState?.chosen ?? null;
    const fold = chosen === null ? null : store.run(chosen);
    return {
      host: store.hostState,
      runs: store.runs,
      inbox: store.inbox,
      chosen,
      view: fold?.view ?? null,
      seq: fold?.view.seq ?? 0,
      driver: fold?.driver ?? null,
      problem: fold?.problem ?? null,
    };
  }, [store]);
  const { host, runs, inbox, chosen, view, seq, driver, problem } = useSelected(store, select);
  const write = (text: string) => {
    remember((kept) => withDraft(kept, { text }));
    const element = field.current;
    element?.focus();
    requestAnimationFrame(() => element?.setSelectionRange(text.length, text.length));
  };
  const shown = useShow((text) => (text === null ? field.current?.focus() : write(text)));
  const now = useNow();
  useForgetting(chosen);
  if (!host) return <Spinner label="Loading" />;
  const isFirst = runs !== null && runs.length === 0 && inbox.length === 0;
  const isEmpty = isFirst && !notesOf(host).some(({ blocks }) => blocks);
  return (
    <main className="kilo-sidebar">
      <h1 className="kilo-hidden">Kilo</h1>
      <Composer
        host={host}
        draft={memory.draft}
        field={field}
        onDraft={(change) => remember((kept) => withDraft(kept, change))}
        onSent={(text) => remember((kept) => withSent(kept, text))}
      />
      <StateNotes host={host} />
      <Inbox
        waiting={inbox}
        runs={runs ?? []}
        viewOf={(run) => store.view(run)}
        chosen={chosen}
        drafts={memory.cards}
        onDraft={(key, hash, change) => remember((kept) => withCard(kept, key, hash, change))}
        shown={shown}
      />
      {view && driver ? <ThisRun view={view} seq={seq} driver={driver} problem={problem} /> : null}
      {chosen !== null && !view ? <Spinner label="Loading the run" /> : null}
      {isEmpty ? <FirstSteps onExample={write} /> : null}
      <EarlierRuns runs={runs ?? []} chosen={chosen} now={now} />
    </main>
  );
}

/** The pane's memory, written through to the workbench with each change. */
function useMemory() {
  const { host } = usePane();
  const [memory, setMemory] = useState(() => readMemory(host.readState()));
  const kept = useRef(memory);
  const remember = useCallback(
    (change: (kept: PaneMemory) => PaneMemory) => {
      kept.current = change(kept.current);
      host.writeState(kept.current);
      setMemory(kept.current);
    },
    [host],
  );
  return { memory, remember };
}

/** Commands of the workbench. @returns the last one for the inbox. */
function useShow(onComposer: (text: string | null) => void): Shown | null {
  const { store } = usePane();
  // Kept by the store, which listens from the first message on; this part of the pane does only once it is drawn.
  const wish = useSelected(store, () => store.show, Object.is);
  const [shown, setShown] = useState<Shown | null>(null);
  const composer = useRef(onComposer);
  composer.current = onComposer;
  useLayoutEffect(() => {
    if (!wish) return;
    store.show = null;
    if (wish.what === "composer") composer.current(wish.text);
    else setShown(wish);
  }, [wish, store]);
  return shown;
}

/** Lets go of a run once another is shown; the host sends it anew when it is wanted. */
function useForgetting(chosen: string | null): void {
  const { store } = usePane();
  useEffect(() => (chosen === null ? undefined : () => store.forget(chosen)), [store, chosen]);
}

const minute = 60_000;

/** The time, told again each minute. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minute);
    return () => clearInterval(timer);
  }, []);
  return now;
}
