// What stands in for the thing a test is about, or for the words it is judged by: a mock of the module under test, an
// `expect` of the project's own, values that are left out of a comparison. By the words of a file, before and after. Pure.
import { more } from "./commandRelaxed";
import { type Finding, shown } from "./finding";
import { fewerTries } from "./properties";

/** A new file whose tests are about a stand-in for the very thing it is named after; a part of it may be replaced. */
export function ownStandIns(path: string, words: string): Finding[] {
  const is = withoutProse(words);
  const about = aboutOf(path, is);
  const mocked = modules(is, about).filter((name) => stem(name) === stem(path) && !keepsRest(name, is));
  const replaced = members(is, about).filter((name) => name.startsWith(`${stem(path)}.`));
  return [...mocked, ...replaced, ...javaMocks(is, about)].slice(0, mostNames).map((one) => {
    return { change: "weakened", why: `a stand-in takes the place of ${shown(one)}` };
  });
}

/** `vi.mock("../src/cart", async (original) => ({ ...(await original()), … }))` */
function keepsRest(name: string, words: string): boolean {
  const behind = words.slice(words.indexOf(`"${name}"`));
  return (
    words.split(`"${name}"`).some((part, at) => at > 0 && keeps.test(part.slice(0, 300))) ||
    keeps.test(behind.slice(0, 300))
  );
}

const keeps = /importActual|requireActual|importOriginal|\boriginal|\bactual|spy : true/i;

/** Said of what is new in a file; what it did before is not asked about again. */
export function newStandIns(path: string, before: string, after: string): Finding[] {
  const [was, is] = [withoutProse(before), withoutProse(after)];
  const about = aboutOf(path, was);
  const olds = replacedIn(was, about);
  const known = new Set(olds);
  const fresh = [...new Set(replacedIn(is, about))].filter((one) => !known.has(one)).slice(0, mostNames);
  const found = fresh.map((one): Finding => {
    return { change: "weakened", why: `a stand-in takes the place of ${shown(one)}` };
  });
  for (const [form, why] of lessening) {
    const one = more(was, is, form);
    if (one) found.push({ change: "weakened", why: `${why}: ${shown(one)}` });
  }
  if (softly(is) > softly(was)) found.push({ change: "weakened", why: "soft assertions that nobody asks" });
  found.push(...fewerTries(was, is));
  if (ownAssert.test(is) && theirAssert.test(was) && !theirAssert.test(is))
    found.push({ change: "weakened", why: "a stand-in takes the place of assert" });
  const skip = more(was, is, skipping);
  if (skip) found.push({ change: "skipped", why: `${shown(skip)} is new` });
  return found;
}

const theirAssert = /\bimport [^"]{0,200}\bassert\b[^"]{0,200} from "(?!\.)|\bassert = require \( "(?!\.)/;
const ownAssert =
  /\b(?:const|let|var) assert = (?!require)|\bfunction assert \(|\bassert\b[^"]{0,200} from "\./;

const lessening: [RegExp, string][] = [
  [
    /\bcmpopts \. (?:Ignore\w*|EquateApprox|EquateEmpty|SortSlices)|\bignoring(?:Fields\w*|CollectionOrder|ExpectedNullFields|ActualNullFields|AllOverriddenEquals)(?= \()/g,
    "it leaves something out",
  ],
  [
    /\bprop_assume ! \( [^)]{0,300}\)|\bassume \( [^)]{0,300}\)|\bfc \. pre \( [^)]{0,300}\)/g,
    "it tries fewer values",
  ],
  [/\b__eq__ = |\bdef __eq__ \([^)]{0,100}\) (?:-> bool )?: \{ return True\b/g, "it is equal to anything"],
];
const skipping =
  /\bpytest \. (?:skip|xfail|importorskip|exit)(?= \()|\bself \. skipTest(?= \()|\bpytest \. mark \. (?:skip|skipif|xfail)\b|\b[tb] \. Skip(?:f|Now)?(?= \()/g;

function softly(words: string): number {
  const count = (form: RegExp) => (words.match(form) ?? []).length;
  return Math.max(0, count(/new SoftAssertions \( \)/g) - count(/\. assertAll \( \)/g));
}

/** A text that people read says what code would: it is none. */
function withoutProse(words: string): string {
  return words.replace(/"(?:[^"\\]|\\.)*"/g, (text) => (text.includes(" ") ? '""' : text));
}

/** What the tests were about before: read once, so that each look at it costs nothing. */
interface About {
  path: string;
  was: string;
  /** Names that were called as they stand. */
  called: ReadonlySet<string>;
  /** `owner.name` of what was called as a member. */
  owned: ReadonlySet<string>;
  /** Names that a call gave their value. */
  results: ReadonlySet<string>;
  imported: ReadonlySet<string>;
}

function aboutOf(path: string, was: string): About {
  const all = (form: RegExp, of: (match: RegExpMatchArray) => string) =>
    new Set([...was.matchAll(form)].map(of));
  const imports = [...was.matchAll(/\bimport [^"()=]{1,300}/g)].map(([text]) => text);
  return {
    path,
    was,
    called: all(
      /(?<![.\w$] )(?<![\w$.])([\w$]+) \(|(?<=\w )([\w$]+) \(/g,
      (match) => match[1] ?? match[2] ?? "",
    ),
    owned: all(/([\w$]+) \. (\w+) \(/g, ([, owner, name]) => `${owner}.${name}`),
    results: all(
      /(\w+) = (?:await )?(?!(?:mock \. |mocker \. )?(?:Magic|Async)?Mock\b|(?:vi|jest) \. fn\b)\w+(?: \. \w+)* \(/g,
      (match) => match[1] ?? "",
    ),
    imported: new Set(imports.flatMap((text) => text.split(/\W+/))),
  };
}

function replacedIn(words: string, about: About): string[] {
  return [
    ...modules(words, about),
    ...members(words, about),
    ...values(words, about),
    ...javaMocks(words, about),
    ...verdicts(words),
  ];
}

/** Nobody mocks more in one file. */
const mostNames = 100;

/** `vi.mock("../src/cart")` */
function modules(words: string, about: About): string[] {
  const form =
    /\b(?:(?:vi|jest) \. (?:mock|doMock|unstable_mockModule)|mock \. module|td \. replace) \( (?:import \( )?"([^"]+)"/g;
  const names = [...new Set([...words.matchAll(form)].map((match) => match[1] ?? ""))].slice(0, mostNames);
  return names.filter((name) => isModuleTested(name, about));
}

function isModuleTested(name: string, about: About): boolean {
  if (/^node:/.test(name)) return false;
  if (/[./]/.test(name) && stem(name) === stem(about.path)) return true;
  const isCalled = (bound: string) =>
    about.called.has(bound) || [...about.owned].some((member) => member.startsWith(`${bound}.`));
  return boundTo(name, about.was).some(isCalled);
}

/** `cart` of `src/cart.ts`, `test/cart.test.ts`, `test_cart.py`, `CartTest.java`. */
function stem(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, "");
  return name.replace(/^test_|[-_]?(?:test|tests|spec|Test|Tests|IT)$/, "");
}

/** Names that a module's things have in a file. */
function boundTo(name: string, words: string): string[] {
  const found: string[] = [];
  for (const [, names = "", from] of words.matchAll(/\bimport ([^"]{0,600}?) from "([^"]+)"/g))
    if (from === name) found.push(...names.split(/[{},]| as | type /));
  for (const [, names = "", from] of words.matchAll(
    /\b(?:const|let|var) ([^"=]{0,600}?) = (?:await import|require) \( "([^"]+)"/g,
  ))
    if (from === name) found.push(...names.split(/[{},:]/));
  return found.map((one) => one.replace(/[* ]/g, "")).filter((one) => /^[\w$]+$/.test(one));
}

const ofOthers =
  /^(?:console|Date|Math|JSON|process|performance|global\w*|window|document|fs|os|sys|time|datetime|random|builtins|requests|subprocess|socket|path|crypto|fetch|http\w*|axios|clock|logger|log)$/;

/** `vi.spyOn(cart, "add").mockReturnValue(3)`, `patch("shop.cart.add")`, `monkeypatch.setattr(cart, "add", …)`. */
function members(words: string, { called, owned }: About): string[] {
  const found: string[] = [];
  const take = (owner: string, name: string) => {
    if (ofOthers.test(owner) || !/^\w+$/.test(name)) return;
    const isFree = called.has(name);
    const isOwned = owned.has(`${owner}.${name}`);
    if (isFree || isOwned) found.push(owner ? `${owner}.${name}` : name);
  };
  for (const [, owner = "", name = ""] of words.matchAll(
    /\b(?:vi|jest) \. spyOn \( ([\w.$ ]{1,100}?) , "(\w+)"(?: , "\w+")? \) \. mock(?:Implementation|ReturnValue|Resolved|Rejected)/g,
  ))
    take(owner, name);
  for (const [, owner = "", name = ""] of words.matchAll(
    /\b(?:sinon \. (?:stub|replace)|mock \. method|patch \. object|(?:mp|monkeypatch) \. setattr) \( ([\w.$ ]{1,100}?) , "(\w+)"/g,
  ))
    take(owner, name);
  for (const [, target = ""] of words.matchAll(/\b(?:patch|(?:mp|monkeypatch) \. setattr) \( "([\w.]+)"/g)) {
    const [name = "", owner = ""] = target.split(".").reverse();
    take(owner, name);
  }
  return found;
}

const maker =
  /(?:^|[^.\w] |\w |self \. )(\w+) = (?:(?:mock|mocker|types) \. )?(?:SimpleNamespace\b|(?:Magic|Async|Property)?Mock\b|(?:vi|jest) \. fn\b|sinon \. (?:stub|fake)\b|lambda\b|\( ?\)? ?=>)/g;

/** `cart = lambda …`, `result = Mock(…)`: a name that was the code's, or came of it. */
function values(words: string, { called, imported, results }: About): string[] {
  return [...words.matchAll(maker)].flatMap(([, name = ""]) => {
    const isTested = called.has(name) && imported.has(name);
    const isResult = results.has(name);
    return isTested || isResult ? [name] : [];
  });
}

/** `@Mock Cart cart` in `CartTest`, `when(cart.add(…))`. */
function javaMocks(words: string, { path }: About): string[] {
  if (!/\.(?:java|kt)$/.test(path)) return [];
  const type = stem(path);
  if (!/^\w+$/.test(type)) return [];
  const found: string[] = [];
  if (
    new RegExp(
      `@ (?:Mock|MockBean|MockitoBean)(?: \\( [^)]{0,300}\\))? (?:private |protected )?${type} \\w+`,
    ).test(words)
  )
    found.push(type);
  if (new RegExp(`\\bmock \\( ${type} \\. class`).test(words)) found.push(`${type}, by a mock`);
  const stubbed = new Set([...words.matchAll(/\bwhen \( (\w+) (?:\.|\))/g)].map((match) => match[1] ?? ""));
  for (const [, name = ""] of words.matchAll(new RegExp(`\\b${type} (\\w+)\\b`, "g")))
    if (stubbed.has(name)) found.push(name);
  return found;
}

const matcher =
  /^to(?:Be(?:CloseTo|Defined|Falsy|GreaterThan(?:OrEqual)?|InstanceOf|LessThan(?:OrEqual)?|NaN|Null|Truthy|Undefined|TypeOf)?|Equal|StrictEqual|Contain(?:Equal)?|HaveLength|HaveProperty|HaveBeenCalled\w*|Match(?:Object|Snapshot|InlineSnapshot)?|Throw\w*)$/;

/** What tests are written with, made by the project itself. */
function verdicts(words: string): string[] {
  const found: string[] = [];
  const name = "(expect|it|test|describe)";
  const forms = [
    new RegExp(`\\b(?:const|let|var) ${name} = (?:async )?(?:\\(|function\\b|\\w+ =>)`, "g"),
    new RegExp(`\\bfunction ${name} \\(`, "g"),
    new RegExp(`\\b(?:globalThis|global|window) (?:\\. ${name}|\\[ "${name}" \\]) =(?!=)`, "g"),
    new RegExp(`\\bimport \\{[^}]{0,400}\\b${name}\\b[^}]{0,400}\\} from "\\.`, "g"),
  ];
  for (const form of forms)
    for (const match of words.matchAll(form)) found.push(match[1] ?? match[2] ?? "expect");
  if (/\bexpect \. extend \(/.test(words))
    for (const [, key = ""] of words.matchAll(/(?:\{|,|async) (to[A-Z]\w*) (?:\(|:)/g))
      if (matcher.test(key)) found.push(key);
  if (
    /\bprocess \. (?:on|once) \( "(?:exit|beforeExit)".{0,80}\bprocess \. (?:exitCode = 0|exit \( 0)/.test(
      words,
    )
  )
    found.push("the exit code");
  if (/\bfunc TestMain \(.{0,400}\bos \. Exit \( 0 \)/.test(words)) found.push("the exit code");
  return found;
}
