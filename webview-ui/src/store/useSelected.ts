// React's way to a store that changes in place: a selection is made again after each change, and the component draws
// only where what was selected is another.
import { useRef, useSyncExternalStore } from "react";

/** A store with a version that is raised with each change. */
export interface Source {
  readonly version: number;
  subscribe(listener: () => void): () => void;
}

interface Kept<T> {
  source: Source;
  version: number;
  select: () => T;
  value: T;
}

/**
 * @param select makes figures, or a small object or list of figures; never what the store changes in place.
 * @param same whether two selections draw the same; by default equal, or equal in each part.
 */
export function useSelected<T>(
  source: Source,
  select: () => T,
  same: (left: T, right: T) => boolean = sameParts,
): T {
  const kept = useRef<Kept<T> | null>(null);
  const read = (): T => {
    const known = kept.current;
    if (known?.source === source && known.version === source.version && known.select === select)
      return known.value;
    const made = select();
    const value = known && same(known.value, made) ? known.value : made;
    kept.current = { source, version: source.version, select, value };
    return value;
  };
  return useSyncExternalStore(source.subscribe, read, read);
}

/** Equal, or objects or lists whose parts are equal. */
export function sameParts(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  const [leftKeys, rightKeys] = [Object.keys(left), Object.keys(right)];
  if (leftKeys.length !== rightKeys.length) return false;
  const [one, other] = [left as Record<string, unknown>, right as Record<string, unknown>];
  return leftKeys.every((key) => key in other && Object.is(one[key], other[key]));
}
