// The engine's own question whether a command whose end nobody saw shall be run again: a yes or a no, without words.

/** Whether an approval, by its id, is that question; `:2` and so on where it was cut off once more. */
export function isRunAgain(id: string): boolean {
  return /^question:.*:again(:\d+)*$/.test(id);
}
