// How much work a regular expression can cost at most, read from its form. Where that cannot be said in a few words
// (repeated groups, references back, looks around) there is no answer, and the pattern has to run where it can be ended.

export interface PatternCost {
  /** Ways through the pattern's choices. */
  ways: number;
  /** Parts that repeat; each of them may try every length. */
  loops: number;
}

/** A pattern longer than this is not looked at. */
const longestPattern = 500;

/** The most a pattern may cost, by its source as JavaScript compiles it; null where its form does not tell. */
export function patternCost(source: string): PatternCost | null {
  if (source.length > longestPattern) return null;
  const reader = new PatternReader(source);
  const cost = reader.choices();
  return reader.ended ? cost : null;
}

/** Steps that matching may take in lines of these lengths, at most: every start, every length of every loop. */
export function stepsFor({ ways, loops }: PatternCost, lengths: readonly number[]): number {
  let steps = 0;
  for (const length of lengths) {
    let each = ways * (length + 1);
    for (let loop = 1; loop <= loops; loop++) each *= (length + 1) / (loop + 1);
    steps += each;
  }
  return steps;
}

/** Reads a pattern that is known to compile, one part after the other; null from any method means: not to be told. */
class PatternReader {
  private at = 0;

  constructor(private readonly source: string) {}

  get ended(): boolean {
    return this.at === this.source.length;
  }

  /** Alternatives up to a closing bracket or the end. */
  choices(): PatternCost | null {
    const sum: PatternCost = { ways: 0, loops: 0 };
    for (;;) {
      const one = this.sequence();
      if (!one) return null;
      sum.ways += one.ways;
      sum.loops = Math.max(sum.loops, one.loops);
      if (!this.takes("|")) return sum;
    }
  }

  private sequence(): PatternCost | null {
    const product: PatternCost = { ways: 1, loops: 0 };
    while (!this.ended && !this.sees("|") && !this.sees(")")) {
      const isGroup = this.sees("(");
      const part = isGroup ? this.group() : this.character();
      const whole = part && this.repeated(part, isGroup);
      if (!whole) return null;
      product.ways *= whole.ways;
      product.loops += whole.loops;
    }
    return product;
  }

  private group(): PatternCost | null {
    this.at++;
    if (this.takes("?") && !this.takes(":")) {
      const name = /^<[^=!][^>]*>/.exec(this.source.slice(this.at))?.[0];
      if (name === undefined) return null;
      this.at += name.length;
    }
    const inside = this.choices();
    return inside && this.takes(")") ? inside : null;
  }

  private character(): PatternCost | null {
    if (this.takes("[")) {
      while (!this.ended && !this.sees("]")) this.at += this.sees("\\") ? 2 : 1;
      this.at++;
    } else if (this.takes("\\")) {
      // A digit or \k refers back to a group; \0 is read as one too, which only costs the short way.
      if (/[\dk]/.test(this.source[this.at] ?? "")) return null;
      const long = /^(?:[pP]\{[^}]*\}|u\{[^}]*\})/.exec(this.source.slice(this.at))?.[0];
      this.at += long?.length ?? 1;
    } else this.at++;
    return { ways: 1, loops: 0 };
  }

  /** A part with what stands behind it: `?`, `*`, `+`, `{1,5}`, each also in its lazy form. */
  private repeated(part: PatternCost, isGroup: boolean): PatternCost | null {
    const many = /^(?:[*+]|\{\d+(?:,\d*)?\})\??/.exec(this.source.slice(this.at))?.[0];
    if (many !== undefined) {
      this.at += many.length;
      return isGroup ? null : { ways: part.ways, loops: part.loops + 1 };
    }
    if (!this.takes("?")) return part;
    this.takes("?");
    return { ways: part.ways + 1, loops: part.loops };
  }

  private sees(character: string): boolean {
    return this.source[this.at] === character;
  }

  private takes(character: string): boolean {
    const there = this.sees(character);
    if (there) this.at++;
    return there;
  }
}
