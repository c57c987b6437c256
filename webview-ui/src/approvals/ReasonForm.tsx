// Asks for the reason of a rejection in the card itself. An empty reason may be sent: the agent is then told only "no".
import { Problem } from "../runs/Problem";
import { AnswerArea } from "../ui/AnswerArea";
import { Button } from "../ui/Button";
import { tooLong } from "../ui/figures";
import { longestComment } from "./answer";

interface ReasonFormProps {
  label: string;
  /** Words of the button that sends it. */
  send: string;
  value: string;
  onChange: (value: string) => void;
  onSend: () => void;
  onBack: () => void;
}

export function ReasonForm({ label, send, value, onChange, onSend, onBack }: ReasonFormProps) {
  const long = value.length > longestComment;
  return (
    <div className="kilo-reason">
      <AnswerArea
        label={label}
        value={value}
        canSend={!long}
        onChange={onChange}
        onSend={onSend}
        onBack={onBack}
      />
      <Problem text={long ? `The reason is ${tooLong(value.length - longestComment)}.` : null} />
      <div className="kilo-answers">
        <Button kind="primary" label={send} disabled={long} onPress={onSend} />
        <Button kind="secondary" label="Back" onPress={onBack} />
      </div>
    </div>
  );
}
