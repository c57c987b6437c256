// How much an assertion says, by the name it goes by. One list for the matchers of many libraries; what is not known is
// taken for a part. Pure.
import type { Strength } from "./testFile";

type Row = [pattern: RegExp, strength: Strength];

/** First match counts. Names are held without `assert`, `to`, `is` and such in front, without underscores, lower case. */
const byName: Row[] = [
  [/^(?:not|doesnot|no)(?=[a-z])(?!e$)|^ne$|notequal|notnone|notnull|notin$|^never/, 1],
  [/^(?:strictequal|deepstrictequal|be|same|samedeep|is|exactly|null|undefined|nan|none|isnone|nil)$/, 5],
  [/^(?:sameinstance|sameas|same|zero)$/, 5],
  [/^(?:equal\w*|deepequal|eq|eql|eqls|deepeql|\w+equals?|jsoneq|yamleq|empty)$/, 4],
  [/^(?:have(?:been)?(?:last|nth)?called(?:once)?with|calledwith|calledoncewith|awaitedwith|anycall)$/, 4],
  [/^(?:\w*snapshot|containsexactly\w*|stringisequalto)$/, 4],
  [/^(?:thrown?|throws|rejects?|raises|panics?|error|rejectedwith|throwerror\w*)$/, 1],
  [/^(?:instanceof|isinstance|typeof|a|an|beinstanceof|betypeof|istype|implements|instance)$/, 2],
  [/^(?:true|false|betrue|befalse|returned|havereturned)$/, 2],
  [
    /^(?:truthy|falsy|betruthy|befalsy|ok|beok|defined|bedefined|exists?|beintheedocument|present|some|called\w*|havebeencalled|success)$/,
    1,
  ],
];

/** @param name of a matcher or an assertion, as it is written */
export function plainName(name: string): string {
  const flat = name.replace(/[_!]/g, "").toLowerCase();
  const bare = flat.replace(/^(?:debugassert|propassert|xctassert|assert|verify|should|check)(?=[a-z])/, "");
  return bare.replace(/^(?:that|to|is|has)(?=(?!e$)[a-z])/, "").replace(/^be(?=[a-z])/, "");
}

/** @param hasArguments an unknown name with something to hold against says more than one without */
export function strengthOf(name: string, hasArguments: boolean): Strength {
  const plain = plainName(name);
  for (const [pattern, strength] of byName) {
    if (!pattern.test(plain)) continue;
    if (strength === 1 && /^(?:throw|reject|raise|panic|error)/.test(plain)) return hasArguments ? 3 : 1;
    return strength;
  }
  return hasArguments ? 3 : 2;
}

const primitive =
  /^(?:[-+] )?(?:\d[\w.]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|true|false|null|undefined|None|nil|True|False)$/;

/** Whether words are a value that is written out. */
export function isLiteral(words: string): boolean {
  return primitive.test(words);
}

/** Whether words are the same at every run, for no name stands in them: `1 + 2`, `["a"]`. */
export function isConstant(words: string): boolean {
  const bare = words.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  return (
    words !== "" && !/(?!\b(?:true|false|null|undefined|None|nil|True|False)\b)\b[a-zA-Z_$]\w*|`/.test(bare)
  );
}

const loose =
  /\b(?:expect \. any(?:thing)? \(|mock \. Anything\b|mock \. ANY\b|Matchers? \. any|any\w* \( \)|ANY\b|assert \. Anything\b)/;
const part =
  /\b(?:objectContaining|arrayContaining|stringContaining|stringMatching|approx|closeTo|HasPrefix|match \. \w+) \(/;

/** What is expected may say less than the matcher: `toEqual(expect.anything())`. */
export function lessened(strength: Strength, expected: string): Strength {
  if (strength < 3) return strength;
  if (/^(?:expect \. any(?:thing)?|mock \. ANY|ANY)\b[^{[]*$/.test(expected))
    return expected.includes("anything") ? 1 : 2;
  if (loose.test(expected) || part.test(expected)) return 3;
  // For a plain value an equal one is the very one.
  return strength === 4 && isLiteral(expected) ? 5 : strength;
}

/** Held against a text or pattern that everything fits. */
export function fitsAll(expected: string): boolean {
  return /^(?:""|''|\/(?:\.\*|\.\+|\.|\^|\$|\(\?:\)|\[\\s\\S\]\*?)?\/[a-z]*|r?"(?:\.\*|\.|\^)")$/.test(
    expected,
  );
}

/** As {@link lessened}, in languages that have one equality: an equal value is the very one. */
export function lessenedOfOne(strength: Strength, expected: string): Strength {
  const less = lessened(strength, expected);
  return less === 4 ? 5 : less;
}
