// A shell line as far as it is plain: commands whose words are known before anything runs. What a shell would work out
// by itself (expansions, functions, control flow) has no place here, so a line that holds it is never one of these.

export interface Word {
  /** As the program gets it; in a glob the letters that are no wildcards, too. */
  text: string;
  /** Set where the shell replaces it by the names of files: `text` then holds the pattern. */
  glob: boolean;
  /** The pattern as a shell reads it: quoted, but for its wildcards. */
  pattern?: string;
}

export interface Redirect {
  /** `2` in `2>file`; null where none is written. */
  descriptor: number | null;
  operator: string;
  /** The text itself behind `<<`. */
  target: Word;
}

export interface SimpleCommand {
  assignments: { name: string; value: string }[];
  words: Word[];
  redirects: Redirect[];
  /** What stands between the command before and this one; null at the first. */
  joiner: "|" | "&&" | "||" | ";" | null;
}

/** The commands of a line in their order, or what in it is not plain. */
export type ShellLine = { commands: SimpleCommand[] } | { unclear: string };
