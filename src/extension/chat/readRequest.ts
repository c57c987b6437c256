// What a chat request asks for: a task, or one of our own follow-ups by its exact words. Pure.

export type ChatWish =
  | { kind: "start"; prompt: string }
  | { kind: "resume" | "trace" | "undo"; run: string }
  | { kind: "nothing" };

/** Something the person attached: a file, a place in one, a text. */
export interface Attached {
  value: unknown;
}

/** Words of the follow-ups; a run's id makes them ours. */
export const phrases = {
  resume: "Resume run",
  trace: "Open the trace of run",
  undo: "Undo the changes of run",
} as const;

const phrase = new RegExp(`^(${Object.values(phrases).join("|")}) (\\d{8}-\\d{6}-[a-z0-9]{4})$`, "i");
/** Characters of an attached text. */
const longestText = 8_000;
const mostAttached = 20;

/**
 * @param command the slash command, which is the prompt's prefix everywhere else.
 * @param nameOf how a file is called in the workspace.
 */
export function readRequest(
  request: { prompt: string; command: string | undefined; references: readonly Attached[] },
  nameOf: (file: unknown) => string,
): ChatWish {
  // The participant stays chosen in the input; who names it once more means the same.
  const prompt = request.prompt.trim().replace(/^@kilo\s+/i, "");
  const own = phrase.exec(prompt);
  const kinds = Object.entries(phrases) as [keyof typeof phrases, string][];
  const kind = kinds.find(([, words]) => words.toLowerCase() === own?.[1]?.toLowerCase())?.[0];
  // VS Code keeps the command of the request before for a follow-up that names none.
  if (kind && own?.[2]) return { kind, run: own[2] };
  if (prompt.replace(/^\/(orchestrate|single)\b/, "").trim() === "") return { kind: "nothing" };
  const prefix = request.command === undefined ? "" : `/${request.command} `;
  return {
    kind: "start",
    prompt: [`${prefix}${prompt}`, ...attachments(request.references, nameOf)].join("\n\n"),
  };
}

function attachments(references: readonly Attached[], nameOf: (file: unknown) => string): string[] {
  const files = new Set<string>();
  const texts: string[] = [];
  for (const { value } of references.slice(0, mostAttached)) {
    if (typeof value === "string") {
      if (value.trim() !== "") texts.push(value.slice(0, longestText));
    } else if (isUri(value)) files.add(nameOf(value));
    else if (isLocation(value)) files.add(`${nameOf(value.uri)} ${linesOf(value.range)}`);
  }
  const list = [...files].map((file) => `- ${file}`).join("\n");
  return [
    ...(list === "" ? [] : [`Attached by the user:\n${list}`]),
    ...texts.map((text) => `Attached text:\n${text}`),
  ];
}

function isUri(value: unknown): boolean {
  return typeof value === "object" && value !== null && "fsPath" in value && "scheme" in value;
}

interface Place {
  uri: unknown;
  range: { start: { line: number }; end: { line: number } };
}

function isLocation(value: unknown): value is Place {
  if (typeof value !== "object" || value === null) return false;
  const { uri, range } = value as Partial<Place>;
  return isUri(uri) && typeof range?.start?.line === "number" && typeof range.end?.line === "number";
}

/** Lines count from 1 for people. */
function linesOf({ start, end }: Place["range"]): string {
  return start.line === end.line ? `line ${start.line + 1}` : `lines ${start.line + 1} to ${end.line + 1}`;
}
