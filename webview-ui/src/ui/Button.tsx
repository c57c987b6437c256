// A button of the toolkit. An icon button shows its icon alone and says its label to who cannot see it.
import { Icon } from "./Icon";

interface ButtonProps {
  kind: "primary" | "secondary" | "icon";
  label: string;
  /** A codicon's name; needed for an icon button. */
  icon?: string;
  disabled?: boolean;
  /** Shown on hover; the label where absent and the button is an icon. */
  title?: string;
  /** For buttons that stay down. */
  pressed?: boolean;
  onPress: () => void;
}

export function Button({ kind, label, icon, disabled = false, title, pressed, onPress }: ButtonProps) {
  const shown = title ?? (kind === "icon" ? label : undefined);
  const named = kind === "icon" ? { "aria-label": label } : {};
  return (
    <vscode-button
      appearance={kind}
      disabled={disabled}
      {...named}
      {...(shown === undefined ? {} : { title: shown })}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      onClick={() => {
        if (!disabled) onPress();
      }}
    >
      {kind === "icon" ? <Icon name={icon ?? "circle"} /> : label}
      {kind !== "icon" && icon ? <Icon name={icon} slot="start" /> : null}
    </vscode-button>
  );
}
