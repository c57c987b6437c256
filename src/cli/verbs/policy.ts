// `policy`: what may run and be written without a question, asked without running or writing anything. For a person one
// line with the reason; with --stdin line by line, by the functions that judge an agent's own calls.
import { resolve } from "node:path";
import { kiloHome } from "../../core/config/kiloHome";
import {
  type CommandContext,
  commandJudge,
  type PathQuestion,
  type PolicyAnswer,
  pathJudge,
  pathQuestions,
} from "../../core/host/judgePolicy";
import { failure } from "../../protocol/failure";
import { exitCode } from "../exitCode";
import { type Host, refuse } from "../host";
import { cleanText } from "../text/cleanText";
import type { ListedVerb, Verb, VerbInput } from "../verb";

const stdin = {
  name: "stdin",
  about: "reads one JSON object a line, and answers each with id, verdict and why",
};
const root = {
  name: "root",
  value: "<folder>",
  about: "the folder an agent would work in (default: this one)",
};

const command: Verb = {
  name: "command",
  about: "judges shell lines and runs none of them",
  takes: '["<line>"]',
  options: [stdin, root],
  notes: ['--stdin takes {"id","input","shell","context"}; shell is bash, zsh, powershell or cmd.'],
  async run(input, host) {
    const judge = await commandJudge(folderOf(input, host), noRules);
    if (input.has("stdin")) {
      return answerLines(host, ({ input: line, shell, context }) => {
        if (typeof line !== "string") return null;
        const kind = shell === undefined ? "bash" : shell;
        if (kind !== "bash" && kind !== "zsh" && kind !== "powershell" && kind !== "cmd") return null;
        return judge({ line, shell: kind, context: (context ?? {}) as CommandContext });
      });
    }
    return tell(host, input, (line) => judge({ line, shell: "bash", context: {} }));
  },
};

const path: Verb = {
  name: "path",
  about: "judges what an agent would do with a path, and does none of it",
  takes: "[<operation> <path>]",
  options: [stdin, root],
  notes: [`Operations: ${pathQuestions.join(", ")}.`, '--stdin takes {"id","op","input"}.'],
  async run(input, host) {
    const judge = pathJudge(folderOf(input, host), ownFolders(host));
    if (input.has("stdin")) {
      return answerLines(host, ({ op, input: text }) => {
        if (typeof text !== "string" || !isOperation(op)) return null;
        return judge({ op, input: text });
      });
    }
    const [operation, ...rest] = input.words;
    if (!isOperation(operation)) {
      const message = `"${cleanText(operation ?? "")}" is no operation; there are ${pathQuestions.join(", ")}.`;
      return refuse(host, failure("invalid-input", message));
    }
    return say(host, judge({ op: operation, input: rest.join(" ") }));
  },
};

const explain: Verb = {
  name: "explain",
  about: "says why a shell line is allowed, asked about or refused",
  takes: '"<line>"',
  options: [root],
  async run(input, host) {
    const judge = await commandJudge(folderOf(input, host), noRules);
    return tell(host, input, (line) => judge({ line, shell: "bash", context: {} }));
  },
};

const below: readonly ListedVerb[] = [command, path, explain].map((verb) => ({
  name: verb.name,
  load: async () => verb,
}));

export const policyVerb: Verb = {
  name: "policy",
  about: "what an agent may run and write without a question, and why",
  takes: "command | path | explain",
  options: [],
  below,
  notes: ["allow runs without a question, ask needs a person, deny is never run by an agent."],
  async run(_, host) {
    return refuse(
      host,
      failure("invalid-input", 'Say what to judge: kilo-code policy explain "rm -rf build"'),
    );
  },
};

/** Nothing of one project: what is judged here holds for every trusted folder. */
const noRules = { allowed: [], checks: [] };

function folderOf(input: VerbInput, host: Host): string {
  return resolve(host.environment.folder, input.value("root") ?? ".");
}

/** The program's own files, and what the engine keeps of a person. */
function ownFolders({ environment }: Host): string[] {
  return [kiloHome(environment.variables), environment.programFolder];
}

function isOperation(value: unknown): value is PathQuestion["op"] {
  return (pathQuestions as readonly unknown[]).includes(value);
}

function tell(host: Host, input: VerbInput, judge: (line: string) => PolicyAnswer): number {
  const line = input.words.join(" ");
  if (line === "")
    return refuse(host, failure("invalid-input", "There is no line to judge; put it in quotes."));
  return say(host, judge(line));
}

function say(host: Host, { verdict, why }: PolicyAnswer): number {
  host.print(`${verdict}: ${cleanText(why)}`);
  return exitCode.done;
}

/** A line that cannot be read is answered with deny in its place, and makes the whole a failure. */
async function answerLines(
  host: Host,
  judge: (entry: Record<string, unknown>) => PolicyAnswer | null,
): Promise<number> {
  let number = 0;
  let wrong = 0;
  for await (const line of host.inputLines()) {
    number += 1;
    if (line.trim() === "") continue;
    const entry = readEntry(line);
    const answer = entry && judge(entry);
    if (!answer) {
      wrong += 1;
      host.say(`line ${number} cannot be read`);
    }
    const { verdict, why } = answer ?? { verdict: "deny", why: "the line cannot be read" };
    host.print(inOneLine({ id: entry?.id ?? null, verdict, why }));
  }
  return wrong > 0 ? exitCode.usage : exitCode.done;
}

/** What some readers take for the end of a line is written as an escape; JSON itself leaves it as it is. */
function inOneLine(answer: object): string {
  return JSON.stringify(answer).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function readEntry(line: string): Record<string, unknown> | null {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "object" && entry !== null ? (entry as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
