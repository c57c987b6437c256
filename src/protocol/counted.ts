// A number with its noun.

/** `1 line`, `3 lines`, `2 matches`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
