// Everything that waits for the person, oldest first, with its count. New ones are told to who cannot see them; keys and
// commands of the workbench answer the current card.
import { useEffect, useRef } from "react";
import type { RunView } from "../../../src/protocol/run";
import type { InboxEntry, RunSummary, ToPane } from "../../../src/protocol/wire";
import { Badge } from "../ui/Badge";
import { ApprovalCard } from "./ApprovalCard";
import { type CardDraft, freshDraft } from "./cardDraft";
import { cardKey } from "./cardKey";
import { cardWords, headline } from "./cardWords";
import { useAnswers } from "./useAnswers";
import { useInboxFocus } from "./useInboxFocus";

export type Shown = Extract<ToPane, { type: "show" }>;

export interface InboxProps {
  waiting: readonly InboxEntry[];
  runs: readonly RunSummary[];
  /** Views of runs the pane knows. */
  viewOf: (run: string) => RunView | null;
  chosen: string | null;
  drafts: Readonly<Record<string, CardDraft>>;
  /** @param hash of what the card shows. */
  onDraft: (key: string, hash: string, change: Partial<CardDraft>) => void;
  /** What the workbench asked to be shown last; another object each time. */
  shown: Shown | null;
}

export function Inbox(props: InboxProps) {
  const { runs, viewOf, chosen, drafts, onDraft, shown } = props;
  const waiting = [...props.waiting].sort((left, right) => left.approval.askedAt - right.approval.askedAt);
  const keys = waiting.map(cardKey);
  const focus = useInboxFocus(keys);
  const answers = useAnswers();
  useShown(shown, waiting, focus);
  const halted = new Set(
    runs.filter(({ status, driver }) => status === "paused" || driver === "nobody").map(({ run }) => run),
  );
  return (
    <>
      <Announced waiting={waiting} />
      {waiting.length === 0 ? null : (
        <section className="kilo-section" aria-labelledby="kilo-waiting">
          <div className="kilo-section-head">
            <h2 id="kilo-waiting">Waiting for you</h2>
            <span className="kilo-spring" />
            {waiting.length > 1 ? <NextHint /> : null}
            <Badge text={String(waiting.length)} label={countWords(waiting.length)} />
          </div>
          <ul className="kilo-cards">
            {waiting.map((entry) => {
              const key = cardKey(entry);
              const known = drafts[key];
              const draft = known?.hash === entry.approval.hash ? known : freshDraft(entry.approval.hash);
              const resumes = halted.has(entry.run);
              return (
                <li key={key}>
                  <ApprovalCard
                    entry={entry}
                    view={viewOf(entry.run)}
                    resumes={resumes}
                    foreign={entry.run !== chosen}
                    draft={draft}
                    state={answers.stateOf(key)}
                    current={key === focus.current}
                    onDraft={(change) => onDraft(key, entry.approval.hash, change)}
                    onAnswer={(command) => answers.answer(key, entry.run, command, resumes)}
                    onFocus={() => focus.onFocus(key)}
                    onNext={() => focus.go(null)}
                    onHandle={(handle) => focus.onHandle(key, handle)}
                  />
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}

function NextHint() {
  return (
    <span className="kilo-next-key kilo-small kilo-muted" aria-hidden="true">
      <kbd>N</kbd> next
    </span>
  );
}

function countWords(count: number): string {
  return count === 1 ? "1 approval waits" : `${count} approvals wait`;
}

/** Carries out what the workbench's keys and commands ask of the inbox, once each. */
function useShown(
  shown: Shown | null,
  waiting: readonly InboxEntry[],
  focus: ReturnType<typeof useInboxFocus>,
): void {
  const done = useRef<Shown | null>(null);
  useEffect(() => {
    if (!shown || shown === done.current) return;
    if (shown.what === "approval") {
      const entry = waiting.find(({ approval }) => approval.id === shown.id);
      // It may be on its way: the wish stands until the card is there.
      if (!entry) return;
      focus.go(cardKey(entry));
    }
    if (shown.what === "nextApproval") focus.go(null);
    if (shown.what === "approve") focus.handle()?.approve();
    if (shown.what === "reject") focus.handle()?.reject();
    done.current = shown;
  });
}

/** Tells of approvals that have come, the newest by its name. */
function Announced({ waiting }: { waiting: readonly InboxEntry[] }) {
  const region = useRef<HTMLDivElement>(null);
  const known = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const fresh = waiting.filter((entry) => !known.current.has(cardKey(entry)));
    known.current = new Set(waiting.map(cardKey));
    const last = fresh.at(-1)?.approval;
    if (!last || !region.current) return;
    region.current.textContent = `${cardWords(last, false).name}: ${headline(last)}. ${countWords(waiting.length)}.`;
  }, [waiting]);
  return <div className="kilo-hidden" aria-live="polite" ref={region} />;
}
