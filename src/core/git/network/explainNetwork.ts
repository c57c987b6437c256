// Turns what git printed about a push or fetch into one sentence with the cure. Never shows a password or token of the
// address, never more than one line of the remote's own.
import { type Failure, type FailureCode, failure } from "../../../protocol/failure";
import { visibleText } from "../../../protocol/visibleText";
import type { RemoteAddress } from "./address";

interface Case {
  pattern: RegExp;
  code: FailureCode;
  say(where: string, address: RemoteAddress): string;
}

const cases: readonly Case[] = [
  {
    pattern: /\[rejected\] \((?:non-fast-forward|fetch first|stale info|already exists|needs force)\)/,
    code: "conflict",
    say: (where) => heldByOthers("The branch", where),
  },
  {
    pattern: /GH008|unknown Git LFS object/,
    code: "git-failed",
    say: (where) =>
      `${where} misses files that Git LFS keeps; run \`git lfs push\` for this branch by hand first.`,
  },
  {
    pattern: /GH013|GH009|push protection/i,
    code: "rejected",
    say: (where) =>
      `${where} refused the push by a rule of the repository, such as a secret in a commit; look at its rules.`,
  },
  {
    pattern: /protected branch|GH006/i,
    code: "rejected",
    say: (where) => `${where} protects this branch; choose another branch name.`,
  },
  {
    pattern: /pre-receive hook declined|hook declined|\[remote rejected\]/,
    code: "rejected",
    say: (where) => `${where} refused the push.`,
  },
  {
    pattern: /Could not resolve host|Name or service not known|name resolution/i,
    code: "provider-unreachable",
    say: (where) => `The host of ${where} was not found; check the network and the address.`,
  },
  {
    pattern: /SSL certificate|certificate problem|certificate verification|schannel: /,
    code: "not-allowed",
    say: (where) =>
      `The certificate of ${where} is not trusted; add its authority to your own git configuration (http.sslCAInfo).`,
  },
  {
    pattern: /Host key verification failed/,
    code: "not-allowed",
    say: (where) => `The host key of ${where} is not known; connect to it once with ssh by hand.`,
  },
  {
    pattern: /Permission denied \(/,
    code: "not-allowed",
    say: (where) =>
      `${where} does not accept your ssh key; add it to the agent with \`ssh-add\`, or use an https address.`,
  },
  {
    // A token is never sent after a redirection.
    pattern: /error: 30[12378]\b/,
    code: "not-found",
    say: (where) =>
      `${where} has moved to another address; write that one into the remote with \`git remote set-url\`.`,
  },
  {
    // Whoever asks is known: signing in again would change nothing.
    pattern: /Permission to \S+ denied to |marked as read only|error: 403/,
    code: "not-allowed",
    say: (where) =>
      `${where} knows your key or token but does not allow this; use one that may write there, or push to a fork of your own with \`git remote set-url --push\`.`,
  },
  {
    pattern:
      /Authentication failed|could not read (?:Username|Password)|Access denied|error: 401|invalid credentials/i,
    code: "not-allowed",
    say: (where) =>
      `${where} did not accept the credentials, or there are none; sign in with your git credential helper and try again.`,
  },
  {
    pattern: /couldn't find remote ref/,
    code: "not-found",
    say: (where) => `${where} has no such branch.`,
  },
  {
    pattern:
      /[Rr]epository .*not found|error: 404|does not appear to be a git repository|No such file or directory/,
    code: "not-found",
    say: (where) =>
      `There is no repository at ${where}, or you may not see it; check the address and your rights.`,
  },
  {
    pattern:
      /Connection refused|Failed to connect|Couldn't connect|timed out|Network is unreachable|No route to host|Connection reset|hung up|early EOF|error: 5\d\d/i,
    code: "provider-unreachable",
    say: (where) => `${where} cannot be reached; check the network and try again.`,
  },
];

const longest = 200;

/** What is said of a branch that somebody else's commits are on. */
export function heldByOthers(branch: string, where: string): string {
  return `${branch} on ${where} holds other commits; it is never overwritten: remove it there or choose another branch name.`;
}

/** The line in which the remote itself says why, or git's own. */
function tellingLine(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  const line =
    lines.find((each) => /^remote: (?:error|fatal)/i.test(each)) ??
    lines.find((each) => each.includes("[remote rejected]")) ??
    lines.find((each) => /^(?:fatal|error): /.test(each)) ??
    "";
  const bare = visibleText(
    line.replace(/^(?:remote:\s*)?(?:fatal|error):\s*/i, "").replace(/^!\s+\S+\s+/, ""),
  );
  return bare.length > longest ? `${bare.slice(0, longest)}…` : bare;
}

/** Takes the address with its password, and the password itself, out of a text. */
function withoutSecret(text: string, { secret, shown }: RemoteAddress): string {
  const user = /^[a-z+]+:\/\/([^/@]*)@/i.exec(secret)?.[1] ?? "";
  const words = [user, ...user.split(":").slice(1)].filter((word) => word.length > 3);
  const clean = text.replaceAll(secret, shown).replace(/(:\/\/)[^/@\s']*@/g, "$1");
  return words.reduce((rest, word) => rest.replaceAll(word, "…"), clean);
}

/** @param output everything git printed */
export function explainNetwork(
  word: string,
  output: string,
  exitCode: number,
  address: RemoteAddress,
): Failure {
  // The address is no part of what went wrong, whatever words it is made of.
  const told = output.replaceAll(address.secret, "").replaceAll(address.shown, "");
  const found = cases.find(({ pattern }) => pattern.test(told));
  const line = withoutSecret(tellingLine(output), address);
  const detail = line === "" ? `exit ${exitCode}` : line;
  if (found) return failure(found.code, withLine(found, line, address), detail);
  const said = line === "" ? `ended with exit code ${exitCode}` : line;
  return failure(
    "git-failed",
    `git ${word} to ${address.shown}: ${said}${/[.!?…]$/.test(said) ? "" : "."}`,
    detail,
  );
}

/** A refusal is told with the remote's reason; everything else has its own cause. */
function withLine({ code, say }: Case, line: string, address: RemoteAddress): string {
  const sentence = say(address.shown, address);
  return code === "rejected" && line !== "" ? `${sentence} It said: ${line}` : sentence;
}
