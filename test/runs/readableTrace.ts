// The readable trace that stands beside a story: one line per row, what models were told, packets, report, shown files.
// Promises that two runs of one story read the same: times, folders and, unless asked for, money are blanked.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readBody } from "../../src/core/agent/body";
import type { RunEvent } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import { type TraceRow, traceRow } from "../../src/protocol/trace";
import { groupRows, type Row } from "./groupRows";
import { isByRule } from "./person";
import type { Played } from "./playStory";
import type { Story } from "./story";

/** Lines that are shown of what models and a person are told, and characters of each. */
const toldLines = 6;
const askedLines = 30;
const toldWidth = 160;

export function readableTrace(played: Played, story: Story): string {
  const rows: Row[] = [];
  const baseline: Row[] = [];
  const prelude: Row[] = [];
  let begin = 0;
  let view: RunView | null = null;
  for (const event of played.events) {
    view = fold(view, event);
    const row = chanceOnly(event.fact) && story.session ? null : traceRow(view, event);
    // One agent reads while the baseline is measured: which comes first is chance, so the baseline stands first here.
    const aside = begin > 0 && row?.text.startsWith("baseline: ");
    const prepared = story.session && row ? preparing.indexOf(event.fact.type) : -1;
    if (row && prepared >= 0 && !rows.some((one) => one.event.fact.type === event.fact.type)) {
      prelude.push({ event, lines: [rowLine(row, story)] });
      continue;
    }
    if (row) (aside ? baseline : rows).push({ event, lines: [rowLine(row, story)] });
    rows.push({ event, lines: toldTo(event, view, played, story) });
    if (event.fact.type === "iteration.started" && begin === 0) begin = rows.length;
  }
  // Whether it was measured at all before a pause is chance too, unless something had to wait for it.
  if (played.events.some(({ fact }) => waitsForBaseline(fact))) rows.splice(begin, 0, ...baseline);
  prelude.sort(
    (one, other) => preparing.indexOf(one.event.fact.type) - preparing.indexOf(other.event.fact.type),
  );
  rows.splice(rows.findIndex(({ event }) => event.fact.type === "run.routed") + 1, 0, ...prelude);
  const shown = story.parallel && view ? groupRows(rows, view) : rows;
  const parts = [
    ...shown.flatMap(({ lines }) => lines),
    ...packets(played, story),
    "",
    "--- report",
    ...reportLines(played, story),
    "",
    `--- ${played.requests} model requests`,
    ...played.shown,
  ];
  return `${parts.join("\n").trimEnd()}\n`;
}

/** In a session these go on beside each other and beside the first agents: they stand first here, in this order. */
const preparing: string[] = [
  "session.based",
  "checks.found",
  "worktree.added",
  "check.settled",
  "baseline.measured",
];

/** Rows whose coming depends on the machine. */
function chanceOnly({ type }: RunEvent["fact"]): boolean {
  return type === "radar.looked";
}

/** What side by side was paid first is chance. */
function reportLines({ report }: Played, story: Story): string[] {
  const lines = (report ?? "(no report: the run has not ended)").trimEnd().split("\n");
  const costs = lines.findIndex((line) => line.startsWith("## Cost"));
  const sorted = story.parallel ? [...lines.slice(0, costs + 1), ...lines.slice(costs + 1).sort()] : lines;
  return sorted.map((line) => tidy(line, story));
}

function waitsForBaseline(fact: RunEvent["fact"]): boolean {
  if (fact.type === "toolCall.intended") return ["write", "command", "check"].includes(fact.effect);
  return fact.type === "verification.started" || fact.type === "run.ended";
}

function rowLine(row: TraceRow, story: Story): string {
  const signs = { info: " ", ok: "✓", failed: "✗", waiting: "?", running: ">" };
  // Whether a tool call took a second is the machine's matter.
  const figures = row.kind === "toolCall" ? "" : tidy(row.figures, story);
  const text = `${tidy(row.text, story)}${figures ? ` [${figures}]` : ""}`;
  const lane = row.kind === "section" ? "====" : (row.lane ?? "");
  return `${lane.padEnd(9)}${signs[row.state]} ${text}`.trimEnd();
}

/** What was said to whom: models by tools and by the engine, a person by an approval that waits for them. */
function toldTo(event: RunEvent, view: RunView, played: Played, story: Story): string[] {
  const { fact } = event;
  switch (fact.type) {
    case "toolCall.settled": {
      const bad = fact.outcome !== "ok" || (fact.exitCode ?? 0) !== 0;
      const shown = bad || (story.told ?? []).includes(fact.name);
      return shown ? quote(readBody(fact.output, played.getBlob), toldLines, story) : [];
    }
    case "task.condensed":
      return quote(readBody(fact.summary, played.getBlob), askedLines, story);
    case "approval.asked":
      return isByRule(story, fact.approval) ? [] : quote(fact.approval.detail, askedLines, story);
    case "model.called":
      return [`             | may answer with ${fact.maxTokens} tokens`].filter(() =>
        limitMoves(fact.turn, view, story),
      );
    default:
      return [];
  }
}

/** Said only where the story is about it, and not in each turn. */
function limitMoves(turn: string, view: RunView, story: Story): boolean {
  return (
    story.settings?.limits?.maxOutputTokens !== undefined && view.openModelCalls[`${turn}#1`] !== undefined
  );
}

function quote(text: string, most: number, story: Story): string[] {
  const lines = text.trimEnd().split("\n");
  const more = lines.length > most ? [`… ${lines.length - most} more lines`] : [];
  return [...lines.slice(0, most), ...more].map((line) => {
    const short = line.length > toldWidth ? `${line.slice(0, toldWidth)}…` : line;
    return `             | ${tidy(short, story)}`.trimEnd();
  });
}

function packets(played: Played, story: Story): string[] {
  return (story.packets ?? []).flatMap((wanted) => {
    const fact = played.events
      .map((event) => event.fact)
      .find((one) => one.type === "task.created" && one.task === wanted);
    if (fact?.type !== "task.created") return ["", `--- packet of ${wanted}: (no such task)`];
    const text = readBody(fact.packet, played.getBlob).trimEnd();
    return ["", `--- packet of ${wanted}`, ...text.split("\n").map((line) => tidy(line, story))];
  });
}

function tidy(text: string, story: Story): string {
  const timeless = text
    .replace(/\b\d+(\.\d+)? m?s\b/g, "_ s")
    .replace(/(duration_ms:?) \d+(\.\d+)?/g, "$1 _")
    .replace(/, \d+:\d\d$/, ", _:_")
    .replace(/\b[0-9a-f]{64}\b/g, "<hash>")
    .replace(/\b[0-9a-f]{10}\b/g, "<commit>")
    // How a cut connection is told depends on the moment it is noticed.
    .replace(/broke off: (terminated|socket|read |aborted|other side)[^[]*/, "broke off: <cut> ")
    .replace(/(file:\/\/)?\/\S*kilo-story-[^\s/]*\/project/g, "<work>")
    .replace(/\/\S*kilo-story-[^\s/]*/g, "<home>")
    .replace(/20260102-030405-[a-z0-9]{4}/g, "<run>");
  if (story.money) return timeless;
  return timeless.replace(/\d+ in( \(\d+ cached\))?, \d+ out/g, "_ tokens").replace(/\$\d+\.\d+/g, "$_");
}

/** The files a story shows, as they are now. */
export function shownFiles(folder: string, story: Story, when: string): string[] {
  return (story.show ?? []).flatMap((path) => ["", ...fileText(join(folder, path), `${path}${when}`)]);
}

function fileText(path: string, name: string): string[] {
  if (!existsSync(path)) return [`--- ${name}: (none)`];
  const bytes = readFileSync(path);
  const text = bytes.toString("utf8");
  const isPlain = Buffer.from(text, "utf8").equals(bytes) && !/[\r\0\uFEFF]/.test(text);
  return isPlain ? [`--- ${name}`, text.trimEnd()] : [`--- ${name}, in hex`, bytes.toString("hex")];
}
