// Turns what GitHub answered, or that it did not, into one sentence with cause and cure. The token is in none of them,
// nor in any field of the Failure: what the client library throws ends here.
import * as z from "zod";
import { type Failure, FailureError, failure } from "../../../protocol/failure";
import { visibleText } from "../../../protocol/visibleText";
import { createRedactor } from "../../log/redact";

/** What was asked, for the sentence. */
export interface Asked {
  /** Host of the API. */
  host: string;
  owner: string;
  repo: string;
  /** `open a pull request`, `look at a pull request`. */
  what: string;
  head?: string;
  base?: string;
}

const thrownSchema = z.object({
  status: z.number().optional(),
  message: z.string().default(""),
  name: z.string().default(""),
  code: z.unknown().optional(),
  response: z
    .object({
      headers: z.record(z.string(), z.unknown()).default({}),
      data: z.unknown().optional(),
    })
    .optional(),
});

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  /** GitHub's own words. */
  said: string;
}

const dataSchema = z.object({
  message: z.string().default(""),
  errors: z
    .array(
      z.union([
        z.string(),
        z.object({
          message: z.string().optional(),
          field: z.string().optional(),
          code: z.string().optional(),
        }),
      ]),
    )
    .optional()
    .catch(undefined),
});

function readSaid(data: unknown): string {
  const read = dataSchema.safeParse(data);
  if (!read.success) return "";
  const errors = (read.data.errors ?? []).map((error) =>
    typeof error === "string"
      ? error
      : (error.message ?? [error.field, error.code].filter(Boolean).join(" ")),
  );
  return [read.data.message, ...errors].filter((text) => text !== "").join("; ");
}

/** One line of GitHub's, short and visible. */
function clipped(text: string): string {
  const line = visibleText(text).replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** No limit of GitHub's lasts longer; a proxy that counts otherwise tells no time. */
const longestLimitMs = 24 * 3_600_000;

function limitFailure({ headers }: Answer, { host }: Asked, now: number): Failure {
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN) * 1_000;
  const after = Number(headers["retry-after"] ?? Number.NaN) * 1_000;
  const until = Number.isFinite(after) ? now + after : reset;
  if (!(until <= now + longestLimitMs)) {
    return failure(
      "provider-rate-limited",
      `${host} takes no more requests for now; try again in a few minutes.`,
    );
  }
  const at = `${new Date(until).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const message = `${host} takes no more requests with this token until ${at}; try again then.`;
  return { ...failure("provider-rate-limited", message), retryAfterMs: Math.max(0, until - now) };
}

function isLimit({ status, headers, said }: Answer): boolean {
  if (status === 429) return true;
  const isUsedUp = String(headers["x-ratelimit-remaining"] ?? "") === "0";
  return (
    status === 403 && (isUsedUp || headers["retry-after"] !== undefined || /rate limit|abuse/i.test(said))
  );
}

function refusedFailure({ headers, said }: Answer, { owner, repo, what }: Asked): Failure {
  if (headers["x-github-sso"] !== undefined) {
    return failure(
      "not-allowed",
      `The organization ${owner} asks for single sign-on; authorize the token for it in your GitHub settings.`,
    );
  }
  if (/archived/i.test(said)) {
    return failure(
      "not-allowed",
      `${owner}/${repo} is archived and takes no pull requests; unarchive it or choose another repository.`,
    );
  }
  const cure = "it needs the right to read and write pull requests (scope repo of a classic token)";
  return failure(
    "not-allowed",
    `The token may not ${what} in ${owner}/${repo}; ${cure}. GitHub said: ${clipped(said) || "nothing"}.`,
  );
}

function invalidFailure({ said }: Answer, asked: Asked): Failure {
  const { owner, repo, head = "", base = "" } = asked;
  const place = `${owner}/${repo}`;
  if (/No commits between/i.test(said)) {
    return failure(
      "invalid-input",
      `Branch ${head} has no commits that ${base} of ${place} lacks; there is nothing to open a pull request for.`,
    );
  }
  if (/\bhead\b.*invalid|invalid.*\bhead\b/i.test(said)) {
    return failure("invalid-input", `Branch ${head} is not on ${place}; push it first.`);
  }
  if (/\bbase\b.*invalid|invalid.*\bbase\b/i.test(said)) {
    return failure(
      "invalid-input",
      `${place} has no branch ${base} to merge into; push it first or choose another base.`,
    );
  }
  if (/draft pull requests? (?:are|is) not supported/i.test(said)) {
    return failure("invalid-input", `${place} has no draft pull requests; open this one without draft.`);
  }
  return failure(
    "invalid-input",
    `GitHub did not accept the pull request for ${place}: ${clipped(said) || "no reason given"}.`,
  );
}

function answerFailure(answer: Answer, asked: Asked, now: number): Failure {
  const { host, owner, repo, what } = asked;
  const { status, said } = answer;
  if (status === 401) {
    return failure(
      "not-allowed",
      `${host} does not accept the token; sign in again, or set GITHUB_TOKEN to one that is valid.`,
    );
  }
  if (isLimit(answer)) return limitFailure(answer, asked, now);
  if (status === 403) return refusedFailure(answer, asked);
  if (status === 404) {
    return failure(
      "not-found",
      `${host} knows no ${owner}/${repo} or no such pull request for this token; check the name, and that the token may see it.`,
    );
  }
  if (status === 422) return invalidFailure(answer, asked);
  if (status >= 500) {
    return failure(
      "provider-overloaded",
      `${host} is in trouble (${status}), also at the second try; try again later.`,
    );
  }
  return failure(
    "provider-refused",
    `${host} did not ${what} (${status}): ${clipped(said) || "no reason given"}.`,
  );
}

/** The innermost cause with a code, such as ECONNREFUSED. */
function codeOf(thrown: unknown): { code: string; name: string; message: string } {
  let at: unknown = thrown;
  let seen = { code: "", name: "", message: "" };
  for (let depth = 0; depth < 5 && typeof at === "object" && at !== null; depth += 1) {
    const read = thrownSchema.safeParse(at);
    if (!read.success) break;
    const { code, name, message } = read.data;
    seen = {
      code: typeof code === "string" ? code : seen.code,
      name: name === "Error" ? seen.name : name,
      message,
    };
    if (/Timeout|Abort/.test(name)) return seen;
    at = (at as { cause?: unknown }).cause;
  }
  return seen;
}

function unreachable(thrown: unknown, { host }: Asked): Failure {
  const { code, name, message } = codeOf(thrown);
  if (name === "TimeoutError" || /TIMEOUT|ETIMEDOUT/.test(code)) {
    return failure(
      "provider-unreachable",
      `${host} did not answer in time; check the network and try again.`,
      code || name,
    );
  }
  if (name === "AbortError") return failure("aborted", "The request to GitHub was stopped.");
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) {
    const cure = "add its authority with NODE_EXTRA_CA_CERTS";
    return failure(
      "provider-unreachable",
      `The certificate of ${host} is not trusted (${code}); ${cure}.`,
      code,
    );
  }
  const why = code || clipped(message);
  return failure(
    "provider-unreachable",
    `${host} cannot be reached (${why}); check the network. Behind a proxy: on the command line set HTTPS_PROXY and NODE_USE_ENV_PROXY=1 (Node 24 or newer), in VS Code its setting http.proxy.`,
    code || undefined,
  );
}

function failureInside(thrown: unknown): Failure | null {
  for (let at = thrown, depth = 0; depth < 5; depth += 1) {
    if (at instanceof FailureError) return at.failure;
    at = typeof at === "object" && at !== null ? (at as { cause?: unknown }).cause : undefined;
  }
  return null;
}

/** What GitHub answered where something was thrown; null where it did not answer. */
export function answerOf(thrown: unknown): Answer | null {
  const read = thrownSchema.safeParse(thrown);
  if (!read.success || read.data.status === undefined || read.data.response === undefined) return null;
  const { headers, data } = read.data.response;
  return { status: read.data.status, headers, said: readSaid(data) };
}

/**
 * @param thrown by the client library
 * @param now milliseconds since 1970
 */
export function explainGitHub(thrown: unknown, asked: Asked, token: string, now: number): Failure {
  const answer = answerOf(thrown);
  const told =
    failureInside(thrown) ??
    (answer === null ? unreachable(thrown, asked) : answerFailure(answer, asked, now));
  const clean = createRedactor([token]);
  // Redacting alone leaves short tokens; none is short, but a test's or a typing error's may be.
  const without = (text: string) => clean.text(token === "" ? text : text.replaceAll(token, "…"));
  return {
    ...told,
    message: without(told.message),
    ...(told.detail === undefined ? {} : { detail: without(told.detail) }),
  };
}
