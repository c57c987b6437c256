// What would be done with the words as they stand, with reasons, and the other ways at one click. A prefix that was set
// is said, and taken away again with one click.
import type { RouteHint } from "../../../src/protocol/wire";
import { visibleText } from "../ui/visibleText";
import { readPrefix, withPrefix } from "./prefix";
import { routeWords } from "./routeWords";

interface RouteLineProps {
  hint: RouteHint;
  text: string;
  /** The role that was chosen, if any; without it routing decides. */
  role: string | null;
  onText: (text: string) => void;
  onAuto: () => void;
}

export function RouteLine({ hint, text, role, onText, onAuto }: RouteLineProps) {
  const { what, why, others } = routeWords(hint);
  const prefix = readPrefix(text).prefix;
  const chosen = prefix !== null || role !== null;
  return (
    <p className="kilo-route">
      <strong>{what}</strong>
      {why === "" ? "" : ` · ${visibleText(why)}`}{" "}
      {prefix === null
        ? others.map((other) => (
            <button
              type="button"
              key={other.prefix}
              className="kilo-plain kilo-link"
              onClick={() => onText(withPrefix(text, other.prefix))}
            >
              {other.label}
            </button>
          ))
        : null}
      {chosen ? (
        <button
          type="button"
          className="kilo-plain kilo-link"
          onClick={() => (prefix === null ? onAuto() : onText(withPrefix(text, null)))}
        >
          Let Kilo decide
        </button>
      ) : null}
    </p>
  );
}
