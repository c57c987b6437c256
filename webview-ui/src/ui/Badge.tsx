// A small count or word that stands out.

interface BadgeProps {
  text: string;
  /** What is counted, for who cannot see where it stands. */
  label?: string;
}

export function Badge({ text, label }: BadgeProps) {
  return (
    <vscode-badge>
      <span aria-hidden={label !== undefined}>{text}</span>
      {label === undefined ? null : <span className="kilo-hidden">{label}</span>}
    </vscode-badge>
  );
}
