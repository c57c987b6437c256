// The contract of a verb: its words for the help, the options it takes, and what it does. A verb is one file in
// `verbs/` and one line in its list; it never reads the process and never imports another verb.
import type { Host } from "./host";

export interface VerbOption {
  /** Without the dashes. */
  name: string;
  /** What stands for the value in the help; absent for a switch. */
  value?: string;
  /** May be given several times. */
  repeat?: boolean;
  about: string;
}

export interface Verb {
  name: string;
  /** One line for the list of verbs. */
  about: string;
  /** What follows the verb: `<run> [turn]`. */
  takes: string;
  options: VerbOption[];
  /** Lines below the options: examples, exit codes. */
  notes?: string[];
  /** The most arguments it takes; more are a mistake. Absent: any number. */
  most?: number;
  /** Verbs below this one; the next word names one of them. */
  below?: readonly ListedVerb[];
  /** Not listed in the help: only this program calls it. */
  hidden?: boolean;
  /** @returns the exit code. */
  run(input: VerbInput, host: Host): Promise<number>;
}

/** A verb as lists have it: loaded only when it is asked for. */
export interface ListedVerb {
  name: string;
  load: () => Promise<Verb>;
}

/** The read command line of one verb. */
export interface VerbInput {
  /** What is no option. */
  words: string[];
  has(name: string): boolean;
  /** The last value given. */
  value(name: string): string | undefined;
  values(name: string): string[];
}
