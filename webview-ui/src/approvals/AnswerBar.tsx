// The buttons of a card: one primary, the way to say no with a reason, what may be allowed for longer, and their keys.
import { type RefObject, useState } from "react";
import { DoLink } from "../runs/DoLink";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu, type MenuItem } from "../ui/Menu";
import { Spinner } from "../ui/Spinner";
import { AnswerRow, openTrace } from "./AnswerRow";
import type { ApprovalCardProps } from "./ApprovalCard";
import { approving, rejecting, undoing } from "./answer";
import { approveOf } from "./approveOf";
import { aloneBecause, alwaysSentence, asksAgain, cardWords } from "./cardWords";
import { QuestionBar } from "./QuestionBar";
import { ReasonForm } from "./ReasonForm";

type AnswerBarProps = ApprovalCardProps & { article: RefObject<HTMLElement | null> };

export function AnswerBar(props: AnswerBarProps) {
  const { entry, draft, state, resumes, onDraft, onAnswer, article } = props;
  const { approval } = entry;
  if (state.at === "sent" || state.at === "sending") return <SentBar sent={state.at === "sent"} />;
  if (approval.kind === "question" && !asksAgain(approval)) return <QuestionBar {...props} />;
  if (!draft.rejecting) return <PlainBar {...props} />;
  return (
    <ReasonForm
      label={cardWords(approval, false).why}
      send={resumes ? "Reject and resume" : approval.kind === "completion" ? "Ask for changes" : "Reject"}
      value={draft.comment}
      onChange={(comment) => onDraft({ comment })}
      onSend={() => onAnswer(rejecting(approval, draft.comment))}
      onBack={() => {
        onDraft({ rejecting: false });
        article.current?.focus();
      }}
    />
  );
}

function SentBar({ sent }: { sent: boolean }) {
  return (
    <p className="kilo-muted kilo-sent" role="status">
      {sent ? <Icon name="check" /> : <Spinner label="sending" />}{" "}
      {sent ? "Sent; the run takes it up." : "Sending…"}
    </p>
  );
}

function PlainBar(props: AnswerBarProps) {
  const { entry, draft, resumes, onAnswer, onDraft } = props;
  const { approval } = entry;
  const [always, setAlways] = useState(false);
  const { label, problem, command } = approveOf(entry, draft, resumes);
  const again = asksAgain(approval);
  const outright = approval.kind === "budget" || again;
  const words = cardWords(approval, false);
  const undo = undoAnswer(props);
  const reject = (
    <Button
      kind="secondary"
      label={again ? "Go on without" : words.reject}
      onPress={() => (outright ? onAnswer(rejecting(approval, "")) : onDraft({ rejecting: true }))}
    />
  );
  return (
    <>
      <AnswerRow>
        <Button
          kind="primary"
          label={label}
          disabled={problem !== null}
          {...(problem === null ? {} : { title: problem })}
          onPress={() => onAnswer(command)}
        />
        {undo === null ? null : reject}
        <span className="kilo-answers-last">
          {undo ?? reject}
          <Menu label="More answers" items={moreAnswers(props, () => setAlways(true))} />
        </span>
      </AnswerRow>
      {always ? <AlwaysNote sentence={alwaysSentence(approval)} /> : null}
    </>
  );
}

/** Accepts the result and keeps the files as they were before it. */
function undoAnswer({ entry, onAnswer }: AnswerBarProps) {
  const { approval } = entry;
  const { subject } = approval;
  if (subject?.kind !== "completion" || subject.canUndo !== true) return null;
  const files = subject.files.length === 1 ? "1 file" : `${subject.files.length} files`;
  return (
    <Button
      kind="secondary"
      label="Accept and undo its changes"
      title={`The result goes up; ${files} go back to how this task found them.`}
      onPress={() => onAnswer(undoing(approval))}
    />
  );
}

function moreAnswers({ entry, draft, onAnswer }: AnswerBarProps, onAlways: () => void): MenuItem[] {
  const { approval, run } = entry;
  return [
    {
      label: "Approve for the rest of this run",
      icon: "check-all",
      disabled: aloneBecause(approval) !== null,
      onPress: () => onAnswer(approving(approval, draft, "run")),
    },
    {
      label: "Always allow this kind…",
      icon: "gear",
      disabled: alwaysSentence(approval) === null,
      onPress: onAlways,
    },
    { label: "Open in trace", icon: "list-tree", onPress: () => openTrace(run, approval.task ?? null) },
  ];
}

function AlwaysNote({ sentence }: { sentence: string | null }) {
  if (sentence === null) return null;
  return (
    <p className="kilo-small" role="status">
      {sentence} <DoLink label="Open settings" action={{ type: "host.do", what: "openSettings" }} />
    </p>
  );
}
