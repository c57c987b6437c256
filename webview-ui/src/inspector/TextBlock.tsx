// A titled text of a turn, as it is. A long one shows its beginning until it is wanted whole; each can be copied.
import { type ReactNode, useState } from "react";
import { usePane } from "../store/paneContext";
import { Button } from "../ui/Button";
import { visibleText } from "../ui/visibleText";

interface TextBlockProps {
  title: string;
  /** Stands behind the title in a quieter tone. */
  remark?: string;
  text: string;
  /** Another way to show the text; it is always shown whole then. */
  children?: ReactNode;
  /** Shown whole whatever its length: something is looked for in it. */
  whole?: boolean;
  actions?: ReactNode;
  failed?: boolean;
}

/** Lines; what is longer is folded to its beginning. */
const mostLines = 40;
const shownLines = 16;
/** Characters of a text without ends of lines that count as one line. */
const lineLength = 200;

export function TextBlock(props: TextBlockProps) {
  const { title, remark, text, children, whole = false, actions, failed = false } = props;
  const { host } = usePane();
  const [open, setOpen] = useState(false);
  const lines = text.split("\n");
  const count = Math.max(lines.length, Math.ceil(text.length / lineLength));
  const folded = count > mostLines && !open && !whole && children === undefined;
  const shown = folded
    ? lines
        .slice(0, shownLines)
        .join("\n")
        .slice(0, shownLines * lineLength)
    : text;
  return (
    <section className={failed ? "text-block text-block-failed" : "text-block"} aria-label={title}>
      <div className="text-block-head kilo-small">
        <strong>{visibleText(title)}</strong>
        <span className="kilo-muted kilo-one-line">{visibleText(remark ?? "")}</span>
        <span className="text-block-actions">
          {actions}
          <Button
            kind="icon"
            icon="copy"
            label={`Copy ${title}`}
            onPress={() => void host.do({ type: "text.copy", text })}
          />
        </span>
      </div>
      {children === undefined ? (
        <pre className="kilo-plain-text text-block-text">{visibleText(shown)}</pre>
      ) : (
        <div className="text-block-text">{children}</div>
      )}
      {count > mostLines && children === undefined && !whole ? (
        <button type="button" className="kilo-plain kilo-link text-block-more" onClick={() => setOpen(!open)}>
          {folded ? `Show all ${count} lines` : "Show less"}
        </button>
      ) : null}
    </section>
  );
}
