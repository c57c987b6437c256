// What a turn under way has said so far: the end of it, with a caret. Hidden from readers; they hear of the whole.
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";
import { formatCount } from "../ui/figures";
import { visibleText } from "../ui/visibleText";
import { InlineText } from "./InlineText";

const shownLength = 320;

export function LiveText({ run, turn }: { run: string; turn: string }) {
  const { store } = usePane();
  const live = useSelected(store, () => store.live(run).turn(turn));
  if (!live) return <p className="card-text card-live kilo-muted">waits for the model</p>;
  const { text, thinking, tool } = live;
  const said = text || thinking;
  return (
    <p className={`card-text card-live${text ? "" : " card-thinking"}`} aria-hidden="true">
      <InlineText text={endOf(said)} />
      {tool ? null : <span className="card-caret" />}
      {tool ? (
        <span className="card-writing kilo-small kilo-muted">
          writes {visibleText(tool.name)}, {formatCount(tool.bytes)} bytes
          <span className="card-caret" />
        </span>
      ) : null}
    </p>
  );
}

/** The end of a long text, from the beginning of a word. */
function endOf(text: string): string {
  if (text.length <= shownLength) return text;
  const end = text.slice(-shownLength);
  return `…${end.slice(end.search(/\s/) + 1)}`;
}
