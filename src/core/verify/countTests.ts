// Counts tests, assertions and skip marks by their words, in a test file whose language has no grammar here. Pure and
// rough: the counts are compared with those of the same file before, never with another's. Assertions that cannot fail are
// no assertions.
import { stripCode } from "./stripCode";

export interface TestCounts {
  tests: number;
  assertions: number;
  skips: number;
}

type Words = { tests: RegExp; assertions: RegExp; skips: RegExp };

const SCRIPT: Words = {
  tests: /\b(?<![.\w])(?:it|test|specify|fit)(?:\.\w+)*\s*(?:\(|`)/g,
  assertions:
    /\b(?:expect|assert\w*)(?:\.\w+)*\s*\(|\.should\b|\bt\.(?:is|not|true|false|truthy|falsy|equal|same|ok|like|deepEqual|throws\w*|notThrows\w*|match|regex|snapshot|pass|fail)\s*\(/g,
  skips:
    /\b(?:it|test|describe|suite|context|specify)\.(?:\w+\.)*(?:skip|skipIf|todo|only|fixme|failing|fails)\b|\b(?:xit|xtest|xdescribe|fit|fdescribe)\s*\(|\b(?:this|t|context|ctx|test)\.(?:skip|todo)\s*\(|\bskip\s*:\s*(?!false)/g,
};
const RUBY: Words = {
  tests: /^\s*(?:it|specify|scenario|test)\b|\bdef\s+test_\w+/gm,
  assertions: /\bexpect\b|\bassert\w*|\brefute\w*|\.should\b|\bmust_\w+/g,
  skips: /\b(?:xit|xdescribe|xcontext|skip|pending|fit|fdescribe)\b/g,
};
/** Kotlin, Scala, C#, PHP, Swift, C++ and what else is written with braces. */
const BRACES: Words = {
  tests:
    /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate)\b|\[(?:Fact|Theory|Test|TestCase|TestMethod)\b|#\[Test\b|\bfunc(?:tion)?\s+test\w*|\b(?:TEST|TEST_F|TEST_P|TEST_CASE|SCENARIO)\s*\(|\btest\s*\(/g,
  assertions:
    /\b(?:[Aa]ssert\w*|XCTAssert\w*|EXPECT_\w+|ASSERT_\w+|REQUIRE\w*|CHECK\w*|verify|expect\w*|shouldBe\w*|should\w*)\s*[.({<]/g,
  skips:
    /@(?:Disabled\w*|Ignore)\b|\[Ignore\b|\bSkip\s*=|\bmarkTest(?:Skipped|Incomplete)\b|\bXCTSkip\w*|\bGTEST_SKIP\b|\bDISABLED_\w+|\bAssum(?:e|ptions)\.\w+/g,
};
const HOLLOW =
  /\bexpect\s*\(\s*(?:true|1)\s*\)\s*\.|\bassert(?:\.ok|\.equal|\.strictEqual)?\s*\(\s*(?:true|1)\s*[,)]|\bassert\s+(?:True|1)\b|\bassertTrue\s*\(\s*[Tt]rue\s*\)|\bassert!\s*\(\s*true\s*\)/g;

const BY_EXTENSION = new Map<string, Words>([
  ...["vue", "svelte", "coffee"].map((end) => [end, SCRIPT] as const),
  ["rb", RUBY],
  ...["kt", "kts", "scala", "groovy", "cs", "php", "swift", "c", "cc", "cpp", "cxx", "m", "mm", "dart"].map(
    (end) => [end, BRACES] as const,
  ),
]);

/**
 * @param text source text
 * @param path of the file; its ending chooses the language
 * @returns null where the language is not known
 */
export function countTests(text: string, path: string): TestCounts | null {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const words = BY_EXTENSION.get(extension);
  if (!words) return null;
  const code = stripCode(text, extension);
  const count = (pattern: RegExp) => code.match(pattern)?.length ?? 0;
  return {
    tests: count(words.tests),
    assertions: Math.max(0, count(words.assertions) - count(HOLLOW)),
    skips: count(words.skips),
  };
}
