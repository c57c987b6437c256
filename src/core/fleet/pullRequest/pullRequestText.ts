// Title and body of a session's pull request, from its view alone: what each agent did, which checks ran with which exit
// codes, what reviewers voted, what was set aside, what it cost, how to undo it. A model's words are quoted and made
// harmless; nothing is claimed that no receipt shows. Pure.
import * as z from "zod";
import { type AgentRow, agentRows } from "../../../protocol/agents";
import type { CheckReceipt, Verification } from "../../../protocol/check";
import { counted } from "../../../protocol/counted";
import { formatMicros } from "../../../protocol/money";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView, StepView } from "../../../protocol/run";
import { codeSpan, plainLine, quotation } from "./plainWords";
import { pullRequestTitle } from "./pullRequestTitle";
import { sealBody } from "./seal";

export interface ChangedFile {
  path: string;
  change: "new" | "changed" | "deleted";
  /** Lines; null for bytes that are no text. */
  added: number | null;
  removed: number | null;
}

export interface PullRequestTextOptions {
  /** Files between base and result, as git tells them; without them those of the landed agents are listed. */
  changes?: readonly ChangedFile[];
  /** Branch that is pushed; the integration branch where not given. */
  branch?: string;
}

const taskLines = 20;
const resultLines = 8;
const mostFiles = 60;
const mostNames = 20;
/** GitHub takes 65,536 characters. */
const longestBody = 60_000;

/** Title and body; the same view gives the same text. */
export function pullRequestText(
  view: RunView,
  options: PullRequestTextOptions = {},
): { title: string; body: string } {
  const rows = agentRows(view);
  const last = view.verifications.at(-1);
  const head = `Made by Kilo Orchestrator in session ${codeSpan(view.run)} from this task:`;
  const sections = [
    [head, "", ...quotation(view.prompt, taskLines)],
    agents(view, rows),
    files(view, rows, options.changes),
    checks(view, last),
    altered(last),
    votes(view),
    aside(view, rows),
    cost(view),
    undo(view, options.branch ?? view.session?.merge?.branch ?? null),
  ];
  const written = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return {
    title: pullRequestTitle(view.settings.session?.name ?? view.prompt, `Work of ${view.run}`),
    body: sealBody(shorten(written.join("\n\n"))),
  };
}

/** Cut between lines, so that no escape and no code span is left open. */
function shorten(body: string): string {
  if (body.length <= longestBody) return body;
  const cut = body.lastIndexOf("\n", longestBody);
  return `${body.slice(0, cut)}\n\nThe rest was left out, for it is longer than GitHub takes; the session's report has it.`;
}

function agents(view: RunView, rows: readonly AgentRow[]): string[] {
  const done = rows.filter(({ state }) => state === "landed" || state === "done");
  if (done.length === 0) return [];
  const lines = done.flatMap((row) => {
    const step = view.steps.find(({ id }) => id === row.step);
    const figures = row.files > 0 ? ` (${counted(row.files, "file")}, +${row.added} −${row.removed})` : "";
    const said = step?.result?.text.trim() ?? "";
    const quoted = said === "" ? [] : ["", ...quotation(said, resultLines, "  "), ""];
    return [`- ${codeSpan(row.name)} as ${codeSpan(row.role)}: ${plainLine(row.title)}${figures}`, ...quoted];
  });
  return ["## What each agent did", "", ...lines];
}

function filesOfAgents(view: RunView, rows: readonly AgentRow[]): ChangedFile[] {
  const found = new Map<string, ChangedFile>();
  for (const { name, state } of rows) {
    const agent = state === "landed" ? ownNamed(view.session?.agents ?? {}, name) : undefined;
    for (const { path, before, after } of Object.values(agent?.files ?? {})) {
      if (before === after) continue;
      const change = after === null ? "deleted" : before === null ? "new" : "changed";
      found.set(path, { path, change, added: null, removed: null });
    }
  }
  return [...found.values()];
}

function files(
  view: RunView,
  rows: readonly AgentRow[],
  changes: readonly ChangedFile[] = filesOfAgents(view, rows),
): string[] {
  if (changes.length === 0) return [];
  const sorted = [...changes].sort((one, other) => (one.path < other.path ? -1 : 1));
  const lines = sorted.slice(0, mostFiles).map(({ path, change, added, removed }) => {
    const figures = added === null || removed === null ? "" : `, +${added} −${removed}`;
    return `- ${codeSpan(path)} (${change}${figures})`;
  });
  const more = sorted.length - mostFiles;
  return [`## Files (${sorted.length})`, "", ...lines, ...(more > 0 ? [`- and ${more} more`] : [])];
}

function describeReceipt({ command, cwd, end, exitCode, ms, ...receipt }: CheckReceipt): string {
  const place = cwd === "" ? "" : ` in ${codeSpan(cwd)}`;
  const ended = end === "exited" ? `exit code ${exitCode}` : end;
  const counts =
    receipt.passedCount === undefined
      ? ""
      : `, ${receipt.passedCount} passed, ${receipt.failedCount ?? 0} failed`;
  return `- ${codeSpan(command)}${place}: ${ended}${counts} (${(ms / 1000).toFixed(1)} s)`;
}

const verdicts: Readonly<Record<Verification["verdict"], string>> = {
  green: "Verified: every check passed on exactly these files.",
  red: "Not verified: something fails that did not before.",
  unverified: "Not verified: nothing can be claimed from the checks.",
};

function names(title: string, found: readonly string[]): string[] {
  if (found.length === 0) return [];
  const more = found.length - mostNames;
  const rest = more > 0 ? [`- and ${more} more`] : [];
  return ["", title, "", ...found.slice(0, mostNames).map((name) => `- ${plainLine(name)}`), ...rest];
}

function checks(view: RunView, last: Verification | undefined): string[] {
  const ways = (view.session?.merge?.checked ?? []).map(
    ({ members, verdict }) => `- ${members.map((name) => codeSpan(name)).join(", ") || "base"}: ${verdict}`,
  );
  const onTheWay = ways.length > 0 ? ["", "While merging, after these agents:", "", ...ways] : [];
  if (!last || last.receipts.length === 0) {
    return ["## Checks", "", "No check was run on the result: nothing is claimed.", ...onTheWay];
  }
  return [
    "## Checks",
    "",
    verdicts[last.verdict],
    "",
    ...last.receipts.map(describeReceipt),
    ...view.skippedChecks.map((text) => `- not run: ${plainLine(text)}`),
    ...names("Not plain:", last.reasons),
    ...names("New failures:", last.newFailures),
    ...names("Failing before too:", last.oldFailures),
    ...names("Flaky (failed once, passed when run again):", last.flaky),
    ...names("Criteria without evidence of a check:", last.uncovered),
    ...onTheWay,
  ];
}

function altered(last: Verification | undefined): string[] {
  if (!last || last.alteredTests.length === 0) return [];
  const lines = last.alteredTests.map(
    ({ path, change, declared }) =>
      `- ${codeSpan(path)}: ${change}${declared ? ", as the plan declares" : ""}`,
  );
  return ["## Tests altered", "", ...lines];
}

const reportSchema = z.object({
  accepted: z.boolean(),
  votes: z.array(z.object({ model: z.string(), vote: z.enum(["accept", "reject", "none"]) })),
});

const voteWords = { accept: "accepts", reject: "rejects", none: "gave no vote" } as const;

function votesOf(step: StepView): string[] {
  const read = reportSchema.safeParse(step.result?.data);
  if (!read.success) return [];
  const each = read.data.votes.map(({ model, vote }) => `${codeSpan(model)} ${voteWords[vote]}`);
  return [`- ${plainLine(step.title)}: ${read.data.accepted ? "accepted" : "rejected"} (${each.join(", ")})`];
}

function votes(view: RunView): string[] {
  const lines = view.steps.flatMap(votesOf);
  return lines.length > 0 ? ["## Review", "", ...lines] : [];
}

function aside(view: RunView, rows: readonly AgentRow[]): string[] {
  const lines = rows
    .filter(({ state }) => ["aside", "conflict", "failed", "dropped"].includes(state))
    .flatMap(({ name, state, note }) => {
      const found = ownNamed(view.session?.agents ?? {}, name)?.aside;
      const why = note === "" ? "" : `: ${plainLine(note)}`;
      const conflicts = (found?.conflicts ?? [])
        .slice(0, mostNames)
        .map(({ text }) => `  - ${plainLine(text)}`);
      return [`- ${codeSpan(name)} (${found?.kind ?? state})${why}`, ...conflicts];
    });
  return lines.length > 0 ? ["## Not in this pull request", "", ...lines] : [];
}

function cost(view: RunView): string[] {
  const roles = new Map<string, { calls: number; micros: number }>();
  for (const { role, calls, micros } of view.spend) {
    const sum = roles.get(role) ?? { calls: 0, micros: 0 };
    roles.set(role, { calls: sum.calls + calls, micros: sum.micros + micros });
  }
  if (roles.size === 0) return [];
  const total = [...roles.values()].reduce((sum, { micros }) => sum + micros, 0);
  const lines = [...roles].map(
    ([role, { calls, micros }]) =>
      `- ${codeSpan(role)}: ${formatMicros(micros)}, ${counted(calls, "model call")}`,
  );
  return [`## Cost: ${formatMicros(total)}`, "", ...lines];
}

function undo(view: RunView, branch: string | null): string[] {
  const remove = branch === null ? "delete its branch" : `delete the branch ${codeSpan(branch)}`;
  const own =
    view.session?.committed == null || view.session.committed.written.length === 0
      ? ["- No file of the author's own working tree was written."]
      : [
          `- In the author's own working tree: ${codeSpan(`kilo-code agent-manager undo --session-id ${view.run}`)}.`,
        ];
  return [
    "## How to undo",
    "",
    `- Before it is merged: close this pull request and ${remove}.`,
    "- After it was merged: revert it here, or revert the merge commit with git.",
    ...own,
  ];
}
