// One line of text. Enter submits where the owner wants it.
import { type KeyboardEvent, useLayoutEffect, useRef } from "react";

interface TextFieldProps {
  label: string;
  value: string;
  placeholder?: string;
  disabled?: boolean;
  /** The label is said and not shown. */
  labelHidden?: boolean;
  id?: string;
  onChange: (value: string) => void;
  onSubmit?: () => void;
  /** Keys other than the typed ones; Enter with `onSubmit` does not reach it. */
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}

export function TextField(props: TextFieldProps) {
  const { label, value, placeholder, disabled = false, labelHidden = false, id, onChange } = props;
  const element = useRef<HTMLElement>(null);
  // The element names itself "Text field" when it is put on the page.
  useLayoutEffect(() => {
    element.current?.setAttribute("aria-label", label);
  }, [label]);
  return (
    <vscode-text-field
      ref={element}
      className="kilo-field"
      value={value}
      disabled={disabled}
      {...(id === undefined ? {} : { id })}
      {...(placeholder === undefined ? {} : { placeholder })}
      aria-label={label}
      onInput={(event) => onChange((event.target as HTMLInputElement).value)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && props.onSubmit && !event.nativeEvent.isComposing) {
          event.preventDefault();
          props.onSubmit();
          return;
        }
        props.onKeyDown?.(event);
      }}
    >
      {labelHidden ? null : label}
    </vscode-text-field>
  );
}
