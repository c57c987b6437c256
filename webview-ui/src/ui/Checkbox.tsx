// A choice of yes or no, with its words beside it.
import { useLayoutEffect, useRef } from "react";

interface CheckboxProps {
  checked: boolean;
  label: string;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export function Checkbox({ checked, label, disabled = false, onChange }: CheckboxProps) {
  const element = useRef<HTMLElement>(null);
  // The element takes its name from its words once, when it is put on the page.
  useLayoutEffect(() => {
    element.current?.setAttribute("aria-label", label);
  }, [label]);
  return (
    <vscode-checkbox
      ref={element}
      checked={checked}
      disabled={disabled}
      onchange={(event) => onChange((event.target as HTMLInputElement).checked)}
    >
      {label}
    </vscode-checkbox>
  );
}
