// Answers to an agent's question: its own options as buttons, words of the person, or leaving it to the agent. A question
// of the engine's own has its options alone.
import { isEngineQuestion } from "../../../src/protocol/engineQuestion";
import { promptHead } from "../runs/runWords";
import { Button } from "../ui/Button";
import { Menu } from "../ui/Menu";
import { TextArea } from "../ui/TextArea";
import { visibleText } from "../ui/visibleText";
import { AnswerRow, openTrace } from "./AnswerRow";
import type { ApprovalCardProps } from "./ApprovalCard";
import { answering, longestComment, rejecting } from "./answer";

export function QuestionBar(props: ApprovalCardProps) {
  const { entry, onAnswer } = props;
  const { approval } = entry;
  return (
    <div className="kilo-question">
      <Options
        options={approval.options ?? []}
        onChoose={(option) => onAnswer(answering(approval, option))}
      />
      {isEngineQuestion(approval) ? (
        <AnswerRow>
          <More entry={entry} />
        </AnswerRow>
      ) : (
        <OwnWords {...props} />
      )}
    </div>
  );
}

function OwnWords({ entry, draft, resumes, onDraft, onAnswer }: ApprovalCardProps) {
  const { approval } = entry;
  const words = draft.comment.trim();
  const long = words.length > longestComment;
  const answer = () => {
    if (words !== "" && !long) onAnswer(answering(approval, words));
  };
  return (
    <>
      <TextArea
        label="Your answer"
        value={draft.comment}
        rows={2}
        maxRows={8}
        onChange={(comment) => onDraft({ comment })}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          answer();
        }}
      />
      <AnswerRow>
        <Button
          kind="primary"
          label={resumes ? "Answer and resume" : "Answer"}
          disabled={words === "" || long}
          onPress={answer}
        />
        <Button
          kind="secondary"
          label="Let the agent decide"
          onPress={() => onAnswer(rejecting(approval, ""))}
        />
        <More entry={entry} />
      </AnswerRow>
    </>
  );
}

function More({ entry: { approval, run } }: Pick<ApprovalCardProps, "entry">) {
  const toTrace = () => openTrace(run, approval.task ?? null);
  return <Menu label="More" items={[{ label: "Open in trace", icon: "list-tree", onPress: toTrace }]} />;
}

function Options({ options, onChoose }: { options: readonly string[]; onChoose: (option: string) => void }) {
  if (options.length === 0) return null;
  return (
    <fieldset className="kilo-options kilo-answers">
      <legend className="kilo-hidden">Answers to choose from</legend>
      {options.map((option) => (
        <button type="button" className="kilo-option" key={option} onClick={() => onChoose(option)}>
          {visibleText(promptHead(option))}
        </button>
      ))}
    </fieldset>
  );
}
