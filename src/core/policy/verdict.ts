// What the policy says about an act. Pure data; the caller asks the person and does the act.

export type Verdict = "allow" | "ask" | "deny";

export interface Judgement {
  verdict: Verdict;
  /** One short clause for a person and for the model: why. */
  reason: string;
  /** Set where no rule and no earlier "for the rest of the run" may answer: a person decides this one. */
  personOnly?: true;
  /** The line that was judged, where another spelling of it was: this one is what runs. */
  line?: string;
}

export const allow = (reason: string): Judgement => ({ verdict: "allow", reason });
export const ask = (reason: string): Judgement => ({ verdict: "ask", reason });
export const askPerson = (reason: string): Judgement => ({ verdict: "ask", reason, personOnly: true });
export const deny = (reason: string): Judgement => ({ verdict: "deny", reason });
