// What the checks of a commit come to on GitHub, from its combined status and its check runs: one word. Never says
// success where something could not be seen.
import * as z from "zod";
import type { PullRequestView } from "../../../protocol/session";
import { answerOf } from "./explainGitHub";
import { readAnswer } from "./readAnswer";

type Octokit = import("@octokit/rest").Octokit;
type Checks = PullRequestView["checks"];

const statusSchema = z.object({ state: z.string(), total_count: z.number() });
const runSchema = z.object({ status: z.string(), conclusion: z.string().nullish() });
const pageSchema = z.object({ total_count: z.number(), check_runs: z.array(runSchema) });
type CheckRun = z.infer<typeof runSchema>;

const pageSize = 100;
/** A commit with more check runs than this is not looked at to the end. */
const mostPages = 10;

const passed = new Set(["success", "neutral", "skipped"]);

function wordOfRun({ status, conclusion }: CheckRun): Checks {
  if (status !== "completed" || (conclusion ?? null) === null || conclusion === "stale") return "pending";
  return passed.has(conclusion ?? "") ? "success" : "failure";
}

function wordOfStatus({ state, total_count }: z.infer<typeof statusSchema>): Checks {
  // Without any status GitHub says "pending" too.
  if (total_count === 0) return "none";
  if (state === "success") return "success";
  return state === "pending" ? "pending" : "failure";
}

/** The worst of them; `none` where there is nothing. */
export function combineChecks(words: readonly Checks[]): Checks {
  const order: readonly Checks[] = ["failure", "pending", "success"];
  return order.find((word) => words.includes(word)) ?? "none";
}

interface Place {
  owner: string;
  repo: string;
  ref: string;
}

async function readRuns(octokit: Octokit, place: Place): Promise<{ words: Checks[]; isWhole: boolean }> {
  const words: Checks[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const asked = { ...place, filter: "latest", per_page: pageSize, page } as const;
    const read = readAnswer(pageSchema, (await octokit.rest.checks.listForRef(asked)).data);
    words.push(...read.check_runs.map(wordOfRun));
    if (read.check_runs.length === 0 || words.length >= read.total_count) return { words, isWhole: true };
  }
  return { words, isWhole: false };
}

async function readStatus(octokit: Octokit, place: Place): Promise<Checks> {
  const { data } = await octokit.rest.repos.getCombinedStatusForRef({ ...place, per_page: 1 });
  return wordOfStatus(readAnswer(statusSchema, data));
}

/** Null where the token may not see it: that is a right of its own, beside the one to pull requests. */
async function ifAllowed<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (thrown) {
    const answer = answerOf(thrown);
    if (answer?.status === 403 && /not accessible|must have/i.test(answer.said)) return null;
    throw thrown;
  }
}

/** @returns the word, and one sentence where some of it could not be seen. Throws what the library throws. */
export async function readChecks(
  octokit: Octokit,
  place: Place,
): Promise<{ checks: Checks; note: string | null }> {
  const status = await ifAllowed(readStatus(octokit, place));
  const runs = await ifAllowed(readRuns(octokit, place));
  const { words, isWhole } = runs ?? { words: [], isWhole: true };
  const checks = combineChecks([status ?? "none", ...words, ...(isWhole ? [] : (["pending"] as const))]);
  const isHalf = status === null || runs === null;
  const more = isWhole ? null : "There are more check runs than are looked at.";
  const note = isHalf ? unseen(status !== null, runs !== null) : more;
  return { checks: isHalf && checks === "success" ? "none" : checks, note };
}

function unseen(hasStatus: boolean, hasRuns: boolean): string {
  if (hasStatus) return "The token may not read check runs; only commit statuses were looked at.";
  if (hasRuns) return "The token may not read commit statuses; only check runs were looked at.";
  return "The token may read neither commit statuses nor check runs.";
}
