// Text of models as markdown. A closed list of elements, none of which can load, run or style anything: no HTML, no
// images, no attributes of the text's choosing. A link is a button that asks the extension to open what it shows.
import { memo, type ReactElement, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { paneHost } from "../host/paneHost";
import { isDrawable } from "./isDrawable";
import { limitDepth } from "./limitDepth";
import { visibleText } from "./visibleText";

const plainTags = [
  "p",
  "strong",
  "em",
  "del",
  "blockquote",
  "ul",
  "ol",
  "li",
  "pre",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
] as const;

/** Each element with nothing but its children: no attribute of the text reaches the page. */
const components = makeComponents();

/** @param text of a model, file or tool; trusted for nothing. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return <div className="kilo-markdown">{rendered(visibleText(text))}</div>;
});

function rendered(text: string): ReactNode {
  if (!isDrawable(text)) return <pre className="kilo-plain-text">{text}</pre>;
  try {
    // Called as the plain function it is, so that a text that cannot be parsed is shown as it stands.
    return ReactMarkdown({
      children: text,
      remarkPlugins: [remarkGfm, limitDepth],
      components,
      allowedElements: [...plainTags, "code", "a", "img", "br", "hr", "input", "sup"],
      unwrapDisallowed: true,
      urlTransform: (url) => url,
    });
  } catch {
    return <pre className="kilo-plain-text">{text}</pre>;
  }
}

function makeComponents(): Components {
  const made: Record<string, (props: { children?: ReactNode }) => ReactElement> = {};
  // Headings stand inside a card or a message: they must not reach into the pane's own outline.
  const tags: Partial<Record<string, string>> = { h1: "h5", h2: "h5", h3: "h6", h4: "h6", h5: "h6" };
  for (const tag of plainTags) {
    const Tag = (tags[tag] ?? tag) as "p";
    made[tag] = ({ children }) => <Tag>{children}</Tag>;
  }
  return {
    ...made,
    ol: ({ children, start }) => <ol start={Number(start) || 1}>{children}</ol>,
    table: ({ children }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard too.
      <section className="kilo-table" aria-label="table" tabIndex={0}>
        <table>{children}</table>
      </section>
    ),
    code: ({ children }) => <code>{children}</code>,
    br: () => <br />,
    hr: () => <hr />,
    sup: ({ children }) => <sup>{children}</sup>,
    input: ({ checked }) => <span>{checked ? "☑ " : "☐ "}</span>,
    img: ({ alt }) => <span className="kilo-no-image">{`[image not shown${alt ? `: ${alt}` : ""}]`}</span>,
    a: ({ href, children }) => <Link href={typeof href === "string" ? href : ""}>{children}</Link>,
  };
}

/** What a link opens is always shown whole; other addresses than http and https are text. */
function Link({ href, children }: { href: string; children: ReactNode }) {
  const url = webAddress(href);
  if (url === null) {
    return (
      <span>
        {children}
        {href.startsWith("#") || href === "" ? null : ` (${visibleText(href)})`}
      </span>
    );
  }
  const same = typeof children === "string" && (children === href || children === url);
  return (
    <>
      {same ? null : <span>{children} </span>}
      <button
        type="button"
        className="kilo-plain kilo-link"
        title="Opens in the browser, after you are asked"
        onClick={() => void paneHost().do({ type: "link.open", url })}
      >
        {url}
      </button>
    </>
  );
}

/** @returns the address as the browser reads it, or null for what is not http or https. */
function webAddress(href: string): string | null {
  if (!/^https?:/i.test(href) || href.length > 4000) return null;
  try {
    const { protocol, href: read } = new URL(href);
    return (protocol === "http:" || protocol === "https:") && read.length <= 4096 ? read : null;
  } catch {
    return null;
  }
}
