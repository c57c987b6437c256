// Asks for the reason of a rejection in the card itself. An empty reason may be sent: the agent is then told only "no".
import { useEffect, useRef } from "react";
import { Problem } from "../runs/Problem";
import { Button } from "../ui/Button";
import { TextArea } from "../ui/TextArea";
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
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
  }, []);
  const long = value.length > longestComment;
  return (
    <div className="kilo-reason">
      <TextArea
        label={label}
        value={value}
        rows={2}
        maxRows={8}
        areaRef={area}
        onChange={onChange}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Escape") onBack();
          else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !long) onSend();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <Problem text={long ? `The reason is ${value.length - longestComment} characters too long.` : null} />
      <div className="kilo-answers">
        <Button kind="primary" label={send} disabled={long} onPress={onSend} />
        <Button kind="secondary" label="Back" onPress={onBack} />
      </div>
    </div>
  );
}
