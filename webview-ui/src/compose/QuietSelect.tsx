// A choice in the composer's bar: the browser's own list without a frame, as wide as what is chosen.

interface QuietSelectProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

export function QuietSelect({ label, value, options, onChange }: QuietSelectProps) {
  return (
    <select
      className="kilo-quiet-select"
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
