// A small text that answers or explains: takes the focus when it appears, Ctrl+Enter sends it, Escape leaves it. Keys that
// an input method takes for itself are left to it.
import { useLayoutEffect, useRef } from "react";
import { TextArea } from "./TextArea";

interface AnswerAreaProps {
  label: string;
  value: string;
  canSend: boolean;
  onChange: (value: string) => void;
  onSend: () => void;
  onBack: () => void;
}

export function AnswerArea({ label, value, canSend, onChange, onSend, onBack }: AnswerAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => area.current?.focus(), []);
  return (
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
        else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && canSend) onSend();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
