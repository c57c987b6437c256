// Text of a model, file or tool that a person decides about: every character of it, as plain text, with those that
// would not be seen marked by their code. What is very long is cut until the rest is asked for, and says so.
import { memo, type ReactNode, useState } from "react";
import { hiddenParts } from "../../../src/protocol/visibleText";

/** Characters shown at first. */
const longText = 1500;

interface ShownProps {
  text: string;
  /** Characters shown at first, where it is not the usual number. */
  limit?: number;
}

export const ShownText = memo(function ShownText({ text, limit = longText }: ShownProps) {
  return (
    <LongText text={text} limit={limit}>
      {(part) => <Marked text={part} />}
    </LongText>
  );
});

/** The same as words: what stands between backticks is in the font of code. */
export const ShownWords = memo(function ShownWords({ text, limit = longText }: ShownProps) {
  return (
    <LongText text={text} limit={limit}>
      {(part) => <Words text={part} />}
    </LongText>
  );
});

/** The same as a block: lines as they are, in the code font, always whole. */
export function ShownBlock({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long line is scrolled with the keyboard too.
    <section className="kilo-code" aria-label={label} tabIndex={0}>
      <pre>
        <Marked text={text} />
      </pre>
    </section>
  );
}

interface LongTextProps {
  text: string;
  limit: number;
  children: (part: string) => ReactNode;
}

/** The beginning of a long text, and the rest for one press. */
export function LongText({ text, limit, children }: LongTextProps) {
  const [whole, setWhole] = useState(false);
  if (text.length <= limit || whole) return children(text);
  return (
    <>
      {children(text.slice(0, limit))}…{" "}
      <button type="button" className="kilo-plain kilo-link kilo-small" onClick={() => setWhole(true)}>
        Show all {text.length.toLocaleString("en")} characters
      </button>
    </>
  );
}

function Marked({ text }: { text: string }) {
  let at = 0;
  return hiddenParts(text).map((part) => {
    const key = at;
    at += part.text.length;
    if (part.code === null) return <span key={key}>{part.text}</span>;
    return (
      <mark key={key} className="kilo-hidden-character" title="a character that would not be seen">
        {part.code}
      </mark>
    );
  });
}

function Words({ text }: { text: string }) {
  let at = 0;
  return text.split(/(`[^`\n]+`)/).map((part) => {
    const key = at;
    at += part.length;
    if (!/^`.+`$/.test(part)) return <Marked key={key} text={part} />;
    return (
      <code key={key}>
        <Marked text={part.slice(1, -1)} />
      </code>
    );
  });
}
