// Several lines of text: the browser's own element in the theme's colours, because the toolkit's hides its keys,
// its selection and its height behind a shadow root.
import { type KeyboardEvent, type Ref, useId } from "react";

interface TextAreaProps {
  label: string;
  value: string;
  placeholder?: string;
  disabled?: boolean;
  /** Lines shown at first. */
  rows?: number;
  /** Grows with its text, from `rows` up to this many lines. */
  maxRows?: number;
  labelHidden?: boolean;
  /** For owners that set the selection or show suggestions. */
  areaRef?: Ref<HTMLTextAreaElement>;
  /** ARIA attributes of a list of suggestions. */
  combobox?: { expanded: boolean; controls: string; active: string | null };
  onChange: (value: string) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onSelect?: (at: number) => void;
  onBlur?: () => void;
}

export function TextArea(props: TextAreaProps) {
  const { label, value, placeholder, disabled = false, rows = 3, maxRows, labelHidden = false } = props;
  const { areaRef, combobox, onChange, onKeyDown, onSelect, onBlur } = props;
  const id = useId();
  const lines = Math.max(rows, Math.min(maxRows ?? rows, value.split("\n").length));
  const suggests = combobox
    ? {
        role: "combobox",
        "aria-expanded": combobox.expanded,
        "aria-autocomplete": "list" as const,
        ...(combobox.expanded ? { "aria-controls": combobox.controls } : {}),
        ...(combobox.active === null ? {} : { "aria-activedescendant": combobox.active }),
      }
    : {};
  return (
    <div className="kilo-area">
      <label htmlFor={id} className={labelHidden ? "kilo-hidden" : "kilo-label"}>
        {label}
      </label>
      <textarea
        id={id}
        value={value}
        rows={lines}
        disabled={disabled}
        {...suggests}
        {...(areaRef === undefined ? {} : { ref: areaRef })}
        {...(placeholder === undefined ? {} : { placeholder })}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        onSelect={(event) => onSelect?.(event.currentTarget.selectionStart)}
        onBlur={onBlur}
      />
    </div>
  );
}
