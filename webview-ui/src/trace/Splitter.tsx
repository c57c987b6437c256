// The line between list and inspector: drag it, or move it with the arrow keys.
import type { PointerEvent } from "react";

interface SplitterProps {
  /** Pixels of the inspector. */
  width: number;
  onWidth: (width: number) => void;
}

const [least, most, step] = [240, 1200, 24];

export function Splitter({ width, onWidth }: SplitterProps) {
  const put = (wanted: number) => onWidth(Math.round(Math.min(most, Math.max(least, wanted))));
  const drag = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault();
    const handle = event.currentTarget;
    const [from, before] = [event.clientX, width];
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => put(before + from - moved.clientX);
    const end = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; this one can.
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the inspector"
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      className="splitter"
      onPointerDown={drag}
      onKeyDown={(event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        event.stopPropagation();
        put(width + (event.key === "ArrowLeft" ? step : -step));
      }}
    />
  );
}
