// A titled part that opens and closes. What is closed is not made, so a long text costs nothing until it is wanted.
import { type ReactNode, useId, useState } from "react";
import { Icon } from "./Icon";

interface FoldableProps {
  title: ReactNode;
  defaultOpen: boolean;
  /** Buttons at the end of the title's line. */
  actions?: ReactNode;
  children: ReactNode;
  onToggle?: (open: boolean) => void;
}

export function Foldable({ title, defaultOpen, actions, children, onToggle }: FoldableProps) {
  const [open, setOpen] = useState(defaultOpen);
  const id = useId();
  return (
    <div className="kilo-foldable">
      <div className="kilo-foldable-head">
        <button
          type="button"
          className="kilo-plain kilo-foldable-title"
          aria-expanded={open}
          {...(open ? { "aria-controls": id } : {})}
          onClick={() => {
            setOpen(!open);
            onToggle?.(!open);
          }}
        >
          <Icon name={open ? "chevron-down" : "chevron-right"} />
          <span>{title}</span>
        </button>
        {actions}
      </div>
      {open ? <div id={id}>{children}</div> : null}
    </div>
  );
}
