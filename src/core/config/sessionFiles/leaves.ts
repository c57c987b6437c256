// Single values of an Agent Manager's files: what is allowed, in words a person reads, and what each key is for, which
// editors show. The published JSON schemas are made from these, so that the two cannot say different things.
import * as z from "zod";

const words = (error: string) => ({ error: `must be ${error}` });

/** Most agents of a session, and of what may be asked to run at once. */
export const mostAgents = 100;
const nameWords = "a name of small letters, digits and dashes";
const mostLetters = 40;
const tooLong = `a name of at most ${mostLetters} characters`;
/** The engine's own keys in the table of models are no roles. */
const ownNames: readonly unknown[] = ["router", "escalation"];
const ownWords = `a name other than ${ownNames.join(" and ")}, which are the engine's own`;
const namePattern = /^(?!(?:router|escalation)$)[a-z][a-z0-9]*([-_.][a-z0-9]+)*$/;
/** Git's rules for branches (git-check-ref-format); a number is added at the end. */
const branchPattern =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what git refuses.
  /^(?![-./])(?!.*(?:\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)))[^\s~^:?*[\\\u0000-\u001f\u007f]+$/;
const folderPattern = /^[A-Za-z0-9_](?!.*\.\.)[A-Za-z0-9._-]*$/;

const wordsFor = (input: unknown) => (ownNames.includes(input) ? ownWords : nameWords);

/** A name of a role or an agent. */
export function name(description: string) {
  return z
    .string(words(nameWords))
    .max(mostLetters, words(tooLong))
    .regex(namePattern, { error: ({ input }) => `must be ${wordsFor(input)}` })
    .meta({ description });
}

/** A table by names; a name that is none is told as such. */
export function byName<Value extends z.ZodType>(value: Value, what: string, description: string) {
  const error = ({
    code,
    input,
    issues = [],
  }: {
    code?: string;
    input?: unknown;
    issues?: { code?: string }[];
  }) => {
    const isLong = issues.some((issue) => issue.code === "too_big");
    return code === "invalid_key"
      ? `must be called by ${isLong ? tooLong : wordsFor(input)}`
      : `must be a table of ${what}`;
  };
  return z.record(name("A name."), value, { error }).meta({ description });
}

export function text(what: string, most: number, description: string) {
  const error = words(`${what} of 1 to ${most} characters`);
  return z.string(error).min(1, error).max(most, error).regex(/\S/, error).meta({ description });
}

export function flag(description: string) {
  return z.boolean(words("true or false")).meta({ description });
}

export function wholeNumber(least: number, most: number, description: string) {
  const error = words(`a whole number from ${least} to ${most}`);
  return z.number(error).int(error).min(least, error).max(most, error).meta({ description });
}

export function amount(least: number, most: number, description: string) {
  const error = words(`a number from ${least} to ${most}`);
  return z.number(error).min(least, error).max(most, error).meta({ description });
}

/** One of several words, each with what it means. */
export function choice<const Values extends Readonly<Record<string, string>>>(
  values: Values,
  description: string,
) {
  const names = Object.keys(values) as (keyof Values & string)[];
  const error = words(names.map((one) => `"${one}"`).join(" or "));
  return z.enum(names, error).meta({ description, enumDescriptions: Object.values(values) });
}

/** A list of short texts, or one text with commas between them. */
export function names(what: string, description: string) {
  const error = words(`a list of ${what}`);
  const list = z.array(z.string(error).min(1, error).max(200, error), error).max(200, error);
  return z.union([list, z.string()], error).meta({ description });
}

export function list(what: string, most: number, longest: number, description: string) {
  const error = words(`a list of up to ${most} ${what}`);
  return z
    .array(z.string(error).min(1, error).max(longest, error), error)
    .max(most, error)
    .meta({ description });
}

export function table<Shape extends z.core.$ZodLooseShape>(shape: Shape, what: string, description: string) {
  return z.object(shape, words(`a table of ${what}`)).meta({ description });
}

export const modelId = () =>
  text(
    'a model as "provider/model"',
    200,
    "Model as provider/model, or a name from [models.aliases] of your own config.toml. Needs your approval.",
  );

export const temperature = () =>
  amount(
    0,
    2,
    'Temperature of the model\'s answers. Told to servers of [providers] with api = "openai"; elsewhere it has no effect.',
  );

export const maxTokens = () => wholeNumber(512, 200_000, "Upper bound of one answer, in tokens.");

export function branchName(description: string) {
  const error = words('the beginning of a branch name git takes, such as "feature/db"');
  return z.string(error).max(150, error).regex(branchPattern, error).meta({ description });
}

export function folderName(description: string) {
  const error = words('the beginning of a folder name of letters, digits, ".", "_" and "-"');
  return z.string(error).max(90, error).regex(folderPattern, error).meta({ description });
}

/** Whether a text may begin the name of a branch. */
export function isBranchName(value: string): boolean {
  return value.length <= 150 && branchPattern.test(value);
}

/** Editors write it; it says nothing of the session. */
export const schemaKey = () =>
  z.string().optional().meta({ description: "Schema of this file, for editors." });
