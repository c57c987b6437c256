// A codicon. Never a message by itself: what it stands for is said in words beside it or in a label.

interface IconProps {
  /** The codicon's name, without its prefix: `check`. */
  name: string;
  spin?: boolean;
  slot?: string;
}

export function Icon({ name, spin = false, slot }: IconProps) {
  const names = `codicon codicon-${name}${spin ? " kilo-spin" : ""}`;
  return <span className={names} aria-hidden="true" {...(slot ? { slot } : {})} />;
}
