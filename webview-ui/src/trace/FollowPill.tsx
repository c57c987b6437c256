// Stands over the list where the end is not followed: how much has come since, and the way back to the end.
import { useRef } from "react";
import { useSelected } from "../store/useSelected";
import { Icon } from "../ui/Icon";
import type { TraceList } from "./traceList";

interface FollowPillProps {
  list: TraceList;
  follow: boolean;
  onFollow: () => void;
}

export function FollowPill({ list, follow, onFollow }: FollowPillProps) {
  const length = useSelected(list, () => list.length);
  const left = useRef(length);
  if (follow) left.current = length;
  if (follow || length === 0) return null;
  const more = length - left.current;
  return (
    <button type="button" className="kilo-plain follow-pill" onClick={onFollow}>
      <Icon name="arrow-down" />
      <span>Follow{more > 0 ? ` · ${more} new` : ""}</span>
      <kbd className="kilo-small">End</kbd>
    </button>
  );
}
