// What stands between the agents' work and the user's tree: questions, conflicts, checks, what is set aside and why, and
// the one button that lets the rest in.
import { useRef } from "react";
import type { AsidePicture, SessionPicture, SessionVerb } from "../../../src/protocol/agentsWire";
import { counted } from "../../../src/protocol/counted";
import { firstOf } from "../../../src/protocol/firstOf";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { useFocusKept } from "../ui/useFocusKept";
import { visibleText } from "../ui/visibleText";
import { stateWords } from "./agentWords";
import { Landed } from "./Landed";
import { asideText, mergeWords, openWarnings, waitingWords, warningWords } from "./mergeWords";
import { Problem } from "./Problem";
import { useIntent } from "./useIntent";

const shownAside = 6;

export function MergeBar({ picture }: { picture: SessionPicture }) {
  const { busy, problem, send } = useIntent();
  const { session, mergeApproval, merge, aside } = picture;
  const press = (verb: SessionVerb) => void send({ type: "agents.session", session, verb });
  const approve = () => {
    if (!mergeApproval) return;
    const { id, hash, outside } = mergeApproval;
    // Whoever approves a push has read where it goes and what is published.
    if (outside) return press("approvals");
    void send({ type: "agents.session", session, verb: "approveMerge", approval: { id, hash } });
  };
  const words = mergeWords(picture);
  const bar = useRef<HTMLElement>(null);
  const kept = useFocusKept(() => bar.current);
  return (
    <section
      ref={bar}
      className={`agents-merge${mergeApproval ? " agents-merge-waits" : ""}`}
      aria-label="Merge"
      tabIndex={-1}
      {...kept}
    >
      <Questions waiting={picture.waiting} onAnswer={() => press("approvals")} />
      <p className="agents-line">
        <span className={`kilo-state kilo-state-${words.tone}`}>
          <Icon name={words.icon} spin={words.turns ?? false} />
        </span>
        <span className="agents-line-words">{visibleText(words.word)}</span>
        {mergeApproval ? (
          <Deciding
            busy={busy}
            outside={mergeApproval.outside === true}
            onReview={() => press("review")}
            onApprove={approve}
          />
        ) : null}
        {isUndoable(picture) ? <Undo busy={busy} onUndo={() => press("undo")} /> : null}
      </p>
      {merge && merge.checked.length > 0 ? <Checks checked={merge.checked} /> : null}
      <Warnings warnings={openWarnings(picture)} />
      <Aside aside={aside} culprits={merge?.culprits ?? []} />
      {aside.some(({ kind }) => kind === "conflict") && picture.status !== "ended" ? (
        <Button
          kind="secondary"
          icon="sparkle"
          label="Let agents resolve the conflicts"
          disabled={busy}
          onPress={() => press("resolveAll")}
        />
      ) : null}
      <Landed picture={picture} busy={busy} onOpen={() => press("openPullRequest")} />
      <Problem text={problem} />
    </section>
  );
}

interface DecidingProps {
  busy: boolean;
  outside: boolean;
  onReview: () => void;
  onApprove: () => void;
}

function Deciding({ busy, outside, onReview, onApprove }: DecidingProps) {
  const label = outside ? "Show and approve" : "Approve merge";
  return (
    <>
      <Button kind="secondary" label="Review changes" icon="diff-multiple" onPress={onReview} />
      <Button kind="primary" label={label} icon="check" disabled={busy} onPress={onApprove} />
    </>
  );
}

function Undo({ busy, onUndo }: { busy: boolean; onUndo: () => void }) {
  return <Button kind="secondary" label="Undo…" icon="discard" disabled={busy} onPress={onUndo} />;
}

function isUndoable({ committed, undone }: SessionPicture): boolean {
  // What went to a branch of its own changed nothing there.
  const isInFolder = committed !== null && committed.blocked.length === 0 && committed.onBranch === undefined;
  return isInFolder && !undone;
}

interface QuestionsProps {
  waiting: SessionPicture["waiting"];
  onAnswer: () => void;
}

function Questions({ waiting, onAnswer }: QuestionsProps) {
  const questions = waiting.filter(({ kind }) => kind !== "merge");
  if (questions.length === 0) return null;
  return (
    <p className="agents-line">
      <Icon name="bell" />
      <span className="agents-line-words">{visibleText(waitingWords(questions))}</span>
      <Button kind="secondary" label="Answer" onPress={onAnswer} />
    </p>
  );
}

function Warnings({ warnings }: { warnings: SessionPicture["warnings"] }) {
  if (warnings.length === 0) return null;
  return (
    <p className="agents-line">
      <span className="kilo-state kilo-state-waiting">
        <Icon name="warning" />
      </span>
      <span className="agents-line-words">{visibleText(warningWords(warnings))}</span>
    </p>
  );
}

const verdicts = {
  green: { icon: "check", tone: "ok" },
  red: { icon: "close", tone: "failed" },
  unverified: { icon: "question", tone: "waiting" },
} as const;

function Checks({ checked }: { checked: NonNullable<SessionPicture["merge"]>["checked"] }) {
  const last = checked.at(-1);
  if (!last) return null;
  const { icon, tone } = verdicts[last.verdict] ?? verdicts.unverified;
  const members = firstOf(last.members, 6);
  return (
    <p className="agents-line">
      <span className={`kilo-state kilo-state-${tone}`}>
        <Icon name={icon} />
      </span>
      <span className="agents-line-words">
        Checks {last.verdict}
        {members === "" ? "" : ` with ${visibleText(members)}`}
        <span className="kilo-muted">
          {"\u00a0·"} {counted(checked.length, "run")} of the checks in this round
        </span>
      </span>
    </p>
  );
}

function Aside({ aside, culprits }: { aside: AsidePicture[]; culprits: string[] }) {
  if (aside.length === 0) return null;
  const { icon, tone } = stateWords.aside;
  return (
    <ul className="agents-aside" aria-label="Set aside">
      {aside.slice(0, shownAside).map((one) => (
        <li key={one.agent} className="agents-line">
          <span className={`kilo-state kilo-state-${tone}`}>
            <Icon name={icon} />
          </span>
          <span className="agents-line-words">
            <strong>{visibleText(one.agent)}</strong> set aside, {visibleText(asideText(one))}
            {culprits.includes(one.agent) ? <strong> · the culprit</strong> : null}
          </span>
        </li>
      ))}
      {aside.length > shownAside ? (
        <li className="kilo-muted">and {aside.length - shownAside} more, see their rows</li>
      ) : null}
    </ul>
  );
}
