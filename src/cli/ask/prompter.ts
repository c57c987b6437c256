// How a person is asked in a terminal. Null means that the person broke the question off (Ctrl+C) or that it was
// answered elsewhere meanwhile.

export interface Choice {
  value: string;
  label: string;
  hint?: string;
}

export interface Prompter {
  /** Shows text above a question. It is printed as it is: make it visible first. */
  show(text: string): void;
  choose(question: string, choices: Choice[], signal?: AbortSignal): Promise<string | null>;
  chooseMany(question: string, choices: Choice[], signal?: AbortSignal): Promise<string[] | null>;
  /** Words; may be empty. @param initial words to start from; several lines where it has several. */
  words(question: string, signal?: AbortSignal, initial?: string): Promise<string | null>;
}
