// A choice of one. The toolkit's list has no name of its own and takes its options later than its value: both are
// put right here.
import { useLayoutEffect, useRef } from "react";

export interface SelectOption {
  value: string;
  label: string;
}

interface SelectProps {
  label: string;
  value: string;
  options: SelectOption[];
  disabled?: boolean;
  /** The label is said and not shown. */
  labelHidden?: boolean;
  onChange: (value: string) => void;
}

export function Select({
  label,
  value,
  options,
  disabled = false,
  labelHidden = false,
  onChange,
}: SelectProps) {
  const element = useRef<HTMLElement>(null);
  const wanted = useRef(value);
  wanted.current = value;
  // The list takes its options after they were rendered and then shows the first.
  useLayoutEffect(() => {
    const list = element.current as (HTMLElement & { value?: string }) | null;
    const put = () => {
      if (list && "value" in list && list.value !== wanted.current) list.value = wanted.current;
    };
    put();
    const later = setTimeout(put, 0);
    return () => clearTimeout(later);
  });
  return (
    <div className="kilo-select">
      {labelHidden ? null : (
        <span className="kilo-label" aria-hidden="true">
          {label}
        </span>
      )}
      <vscode-dropdown
        ref={element}
        aria-label={label}
        disabled={disabled}
        onchange={(event) => {
          const chosen = (event.target as HTMLSelectElement).value;
          if (chosen !== wanted.current) onChange(chosen);
        }}
      >
        {options.map((option) => (
          // The list reads an option's words once, so other words are another option.
          <vscode-option
            key={`${option.value} ${option.label}`}
            value={option.value}
            selected={option.value === value}
          >
            {option.label}
          </vscode-option>
        ))}
      </vscode-dropdown>
    </div>
  );
}
