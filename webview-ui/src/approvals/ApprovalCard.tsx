// One approval that waits, with everything a person needs to decide and one primary button. It answers nothing by
// itself; once answered it says so until the run's own fact takes it away.
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { isEngineQuestion } from "../../../src/protocol/engineQuestion";
import type { RunView } from "../../../src/protocol/run";
import type { InboxEntry } from "../../../src/protocol/wire";
import { Problem } from "../runs/Problem";
import { AnswerBar } from "./AnswerBar";
import { type GiveCommand, rejecting } from "./answer";
import { approveOf } from "./approveOf";
import { CardBody } from "./CardBody";
import { CardHead } from "./CardHead";
import type { CardDraft } from "./cardDraft";
import { asksAgain, headline } from "./cardWords";
import { isTyping } from "./isTyping";
import { ShownWords } from "./ShownText";

/** Where an answer stands: not given, on its way, taken, or refused with a sentence. */
export type AnswerState =
  | { at: "open" }
  | { at: "sending" }
  | { at: "sent" }
  | { at: "failed"; message: string };

/** What the inbox may ask of a card, for keys and commands of the workbench. */
export interface CardHandle {
  approve(): void;
  reject(): void;
  /** Opens what may be changed before it is approved. */
  edit(): void;
  focus(): void;
}

export interface ApprovalCardProps {
  entry: InboxEntry;
  view: RunView | null;
  /** The run is paused: an answer also resumes it. */
  resumes: boolean;
  /** The pane shows another run: the card names its own. */
  foreign: boolean;
  draft: CardDraft;
  state: AnswerState;
  /** In the tab order. */
  current: boolean;
  onDraft: (change: Partial<CardDraft>) => void;
  onAnswer: (command: GiveCommand) => void;
  onFocus: () => void;
  onNext: () => void;
  onHandle: (handle: CardHandle | null) => void;
}

export function ApprovalCard(props: ApprovalCardProps) {
  const { entry, view, draft, state, current, onDraft, onFocus, onNext } = props;
  const { approval } = entry;
  const article = useRef<HTMLElement>(null);
  const title = useId();
  // The button that was pressed goes with the answer; the card keeps its focus.
  const onAnswer = (command: GiveCommand) => {
    if (article.current?.contains(document.activeElement)) article.current.focus();
    props.onAnswer(command);
  };
  const handle = cardHandle({ ...props, onAnswer }, article);
  const { onHandle } = props;
  useEffect(() => {
    onHandle(handle);
    return () => onHandle(null);
  });
  return (
    <article
      ref={article}
      className={`kilo-card kilo-card-${approval.kind}`}
      aria-labelledby={title}
      tabIndex={current ? 0 : -1}
      onFocus={onFocus}
      onKeyDown={(event) => onCardKey(event, handle, onNext)}
    >
      <CardHead entry={entry} foreign={props.foreign} />
      <h3 className={isSaidBelow(entry) ? "kilo-hidden" : "kilo-card-title"} id={title}>
        <ShownWords
          text={approval.subject?.kind === "plan" ? approval.subject.plan.summary : headline(approval)}
        />
      </h3>
      <div className="kilo-card-body">
        <CardBody entry={entry} view={view} draft={draft} onDraft={onDraft} />
      </div>
      <Problem text={state.at === "failed" ? state.message : null} />
      <AnswerBar {...props} onAnswer={onAnswer} article={article} />
    </article>
  );
}

/** A shell command's title is its own first line, and so is that of a subtask a task asked for. */
function isSaidBelow({ approval }: InboxEntry): boolean {
  const { subject } = approval;
  if (subject?.kind === "subtask") return subject.message.startsWith(headline(approval).replace(/…$/, ""));
  return subject?.kind === "command";
}

function cardHandle(props: ApprovalCardProps, article: { current: HTMLElement | null }): CardHandle {
  const { entry, draft, state, resumes, onDraft, onAnswer } = props;
  const { approval } = entry;
  const answered = state.at === "sending" || state.at === "sent";
  const focusIn = (selector: string) => article.current?.querySelector<HTMLElement>(selector)?.focus();
  return {
    approve() {
      if (answered) return;
      if (approval.kind === "question" && !asksAgain(approval))
        return focusIn(".kilo-answers button, textarea");
      const { problem, command } = approveOf(entry, draft, resumes);
      if (problem === null) onAnswer(command);
    },
    reject() {
      if (answered) return;
      if (isEngineQuestion(approval)) return focusIn(".kilo-answers button");
      if (approval.kind === "question" || approval.kind === "budget")
        return onAnswer(rejecting(approval, ""));
      if (draft.rejecting) focusIn(".kilo-reason textarea");
      else onDraft({ rejecting: true });
    },
    edit() {
      if (answered) return;
      focusIn(".kilo-message-edit textarea");
      article.current?.querySelector<HTMLElement>(".kilo-edit-message")?.click();
    },
    focus() {
      article.current?.focus();
      article.current?.scrollIntoView({ block: "nearest" });
    },
  };
}

function onCardKey(event: KeyboardEvent<HTMLElement>, handle: CardHandle, onNext: () => void): void {
  if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  const keys: Record<string, (() => void) | undefined> = {
    a: handle.approve,
    r: handle.reject,
    e: handle.edit,
    n: onNext,
  };
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
