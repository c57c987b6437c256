// The run's time from left to right: a lane a line, marks at iterations and verifications. A click jumps to that time.
import { useMemo } from "react";
import { lanes } from "../../../src/protocol/settings";
import { usePane } from "../store/paneContext";
import { slowSource } from "../store/slowSource";
import { useSelected } from "../store/useSelected";
import { type StripMark, stripOf } from "./stripFigures";

interface TimeStripProps {
  run: string;
  /** @param at milliseconds since 1970. */
  onJump: (at: number) => void;
}

const percent = (part: number) => `${(part * 100).toFixed(3)}%`;

export function TimeStrip({ run, onJump }: TimeStripProps) {
  const { store } = usePane();
  const slow = useMemo(() => slowSource(store, 1000), [store]);
  const strip = useSelected(
    slow,
    () => {
      const view = store.view(run);
      return view ? stripOf(view, store.clock.read()) : null;
    },
    (left, right) => JSON.stringify(left) === JSON.stringify(right),
  );
  if (!strip || strip.spans.length === 0) return null;
  return (
    <section className="strip" aria-label="Time of the run">
      <div className="strip-names kilo-small kilo-muted" aria-hidden="true">
        {lanes.map((lane) => (
          <span key={lane}>{lane}</span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the marks are its buttons; a click elsewhere is a shortcut. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above. */}
      <div
        className="strip-time"
        onClick={(event) => {
          const { left, width } = event.currentTarget.getBoundingClientRect();
          onJump(strip.from + ((event.clientX - left) / width) * (strip.to - strip.from));
        }}
      >
        {lanes.map((lane) => (
          <div key={lane} className={`strip-lane lane-${lane}`}>
            {strip.spans
              .filter((span) => span.lane === lane)
              .map((span) => (
                <div
                  key={span.from}
                  className={`strip-span${span.open ? " strip-open" : ""}${span.failed ? " strip-failed" : ""}`}
                  style={{ left: percent(span.from), width: percent(span.to - span.from) }}
                />
              ))}
          </div>
        ))}
        {strip.marks.map((mark) => (
          <MarkButton key={`${mark.kind}${mark.at}`} mark={mark} onJump={onJump} />
        ))}
      </div>
    </section>
  );
}

function MarkButton({ mark, onJump }: { mark: StripMark; onJump: (at: number) => void }) {
  const { kind, at, part, text, failed } = mark;
  return (
    <button
      type="button"
      className={`kilo-plain strip-mark strip-${kind}${failed ? " strip-mark-failed" : ""}`}
      style={{ left: percent(part) }}
      aria-label={`Jump to ${text}`}
      title={text}
      onClick={(event) => {
        event.stopPropagation();
        onJump(at);
      }}
    />
  );
}
