// The verdict on names and texts a model chooses: branches, commit messages, patches. They are handed on as
// single arguments, so a text that only looks like shell does no harm; a name that is none does.
import { unseenText } from "./unseenText";
import { allow, ask, deny, type Judgement, type Verdict } from "./verdict";

/** Agents make branches below a prefix only: a plain name could be the user's own. */
export function branchNamePolicy(name: string): Judgement {
  const parts = name.split("/");
  const isPart = (part: string) => /^[A-Za-z0-9_][\w.+-]*$/.test(part) && !/(\.\.|\.lock$|\.$)/.test(part);
  if (name.length > 200 || !parts.every(isPart))
    return deny(`${JSON.stringify(name)} is no plain branch name`);
  if (parts.length < 2) return deny(`${name} has no prefix, and could be a branch of the user`);
  return /^(refs|heads|tags|remotes|origin|upstream)$/.test(parts[0] ?? "")
    ? deny("agents name branches of their own, not references")
    : allow("it stands below a prefix");
}

export function commitMessagePolicy(message: string): Judgement {
  const unseen = unseenText(message);
  if (unseen) return ask(`it holds a character that cannot be seen (${unseen})`);
  return message.trim() === "" ? ask("it is empty") : allow("it is handed on as one text");
}

/**
 * @param patch a unified diff, or its header lines.
 * @param judge the verdict on writing one path.
 * @returns the strictest verdict on any of its paths; a change of mode is asked about.
 */
export function patchPolicy(patch: string, judge: (path: string) => Judgement): Judgement {
  let worst: Judgement = allow("all its files are ordinary");
  const lines = patch.split(/\r?\n/);
  if (!lines.some((line) => namesFile.test(line))) return ask("it names no file");
  for (const line of lines) {
    const judged = judgeHeader(line, judge);
    if (judged && rank[judged.verdict] > rank[worst.verdict]) worst = judged;
  }
  return worst;
}

const namesFile = /^(?:diff --git|---|\+\+\+|rename (?:from|to)|copy (?:from|to)) \S/;

const rank: Record<Verdict, number> = { allow: 0, ask: 1, deny: 2 };

function judgeHeader(line: string, judge: (path: string) => Judgement): Judgement | null {
  if (/^(new file mode|new mode) 1[26]0000/.test(line)) return deny("it makes a link or a submodule");
  if (/^(old mode|new mode) /.test(line)) return ask("it changes the mode of a file");
  if (/^new file mode 100755/.test(line)) return ask("it makes a program");
  if (line === "GIT binary patch") return ask("what it writes cannot be read");
  const pair = /^diff --git (.+)$/.exec(line)?.[1];
  if (pair !== undefined) return judgePair(pair, judge);
  const named = /^(?:---|\+\+\+|rename (?:from|to)|copy (?:from|to)) (.+)$/.exec(line)?.[1];
  if (!named || named === "/dev/null") return null;
  const [name = ""] = named.split("\t");
  if (name.startsWith('"')) return ask("a path of it is quoted");
  return judge(/^(---|\+\+\+)/.test(line) ? name.replace(/^[ab]\//, "") : name);
}

/** `a/x b/y`, where a name may hold spaces: each way to read it is judged. */
function judgePair(pair: string, judge: (path: string) => Judgement): Judgement {
  if (pair.includes('"')) return ask("a path of it is quoted");
  const same = /^a\/(.+) b\/\1$/.exec(pair)?.[1];
  if (same !== undefined) return judge(same);
  const [from, to, ...more] = pair.split(/(?:^| )[ab]\//).filter((name) => name !== "");
  if (!from || !to || more.length > 0) return ask("its files are not plainly named");
  const [one, other] = [judge(from), judge(to)];
  return rank[one.verdict] > rank[other.verdict] ? one : other;
}
