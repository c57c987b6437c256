// Coverage reports in their common forms (Istanbul's summary and its full report, LCOV, Cobertura): the figures must agree
// with each other. Pure.
import type { XmlElement } from "./readXml";
import { type ArtifactCheck, fits, isRecord, misfit, own } from "./verdict";

function told(covered: number, total: number): ArtifactCheck {
  if (total === 0) return fits("coverage", "coverage: no lines");
  return fits("coverage", `coverage: ${((covered / total) * 100).toFixed(1)} % lines`);
}

const metrics = ["lines", "statements", "functions", "branches"] as const;

/** Told by name (`coverage-summary.json`, `coverage-final.json`) or by what is in it. */
export function isCoverageJson(file: string, value: unknown): boolean {
  if (/^coverage-(?:summary|final)\.json$/.test(file)) return true;
  if (!isRecord(value)) return false;
  if (isRecord(own(own(value, "total"), "lines"))) return true;
  const first = Object.values(value)[0];
  return isRecord(own(first, "statementMap")) && isRecord(own(first, "s"));
}

export function checkIstanbul(value: unknown): ArtifactCheck {
  if (!isRecord(value)) return misfit("coverage", "it is no object of files");
  const total = own(value, "total");
  return total === undefined ? fullReport(value) : summaryReport(value, total);
}

function summaryReport(value: Record<string, unknown>, total: unknown): ArtifactCheck {
  for (const [file, entry] of Object.entries(value)) {
    const problem = entryProblem(entry);
    if (problem) return misfit("coverage", `${file}: ${problem}`);
  }
  const lines = own(total, "lines");
  return told(figure(own(lines, "covered")) ?? 0, figure(own(lines, "total")) ?? 0);
}

function entryProblem(entry: unknown): string | null {
  for (const metric of metrics) {
    const one = own(entry, metric);
    if (one === undefined) return `${metric} is missing`;
    const [total, covered] = [figure(own(one, "total")), figure(own(one, "covered"))];
    if (total === null || covered === null) return `${metric} has no counts`;
    if (covered > total) return `${metric} has ${covered} covered of ${total}`;
    const percent = own(one, "pct");
    if (typeof percent === "number" && total > 0 && Math.abs(percent - (covered / total) * 100) > 0.1)
      return `${metric} says ${percent} %, but ${covered} of ${total} are covered`;
  }
  return null;
}

function figure(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
}

/** Istanbul's own report: statements with their places and how often each ran. Lines are those statements begin on. */
function fullReport(value: Record<string, unknown>): ArtifactCheck {
  let [covered, total] = [0, 0];
  for (const [file, entry] of Object.entries(value)) {
    const [map, runs] = [own(entry, "statementMap"), own(entry, "s")];
    if (!isRecord(map) || !isRecord(runs))
      return misfit("coverage", `${file} has no statementMap with its counts`);
    const lines = new Map<number, number>();
    for (const [id, place] of Object.entries(map)) {
      const [line, count] = [figure(own(own(place, "start"), "line")), figure(own(runs, id))];
      if (line === null || count === null)
        return misfit("coverage", `${file}: statement ${id} has no line or no count`);
      lines.set(line, Math.max(lines.get(line) ?? 0, count));
    }
    const strange = Object.keys(runs).find((id) => !Object.hasOwn(map, id));
    if (strange !== undefined)
      return misfit("coverage", `${file}: there is no statement ${strange.slice(0, 20)}`);
    total += lines.size;
    covered += [...lines.values()].filter((count) => count > 0).length;
  }
  return told(covered, total);
}

interface LcovFile {
  path: string;
  lines: Map<number, number>;
  found: number | null;
  hit: number | null;
}

const lcovLine = /^(TN|SF|VER|FN|FNL|FNA|FNDA|FNF|FNH|BRDA|BRF|BRH|DA|LF|LH|MCDC|MCF|MCH):(.*)$/;

/** LCOV tracefiles: `SF:` … `end_of_record`. */
export function checkLcov(text: string): ArtifactCheck {
  let open: LcovFile | null = null;
  let [covered, total] = [0, 0];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trimEnd();
    const at = `line ${index + 1}`;
    if (line === "" || line.startsWith("#")) continue;
    if (line === "end_of_record") {
      if (!open) return misfit("coverage", `${at}: end_of_record without SF`);
      const problem = lcovProblem(open);
      if (problem) return misfit("coverage", problem);
      total += open.found ?? open.lines.size;
      covered += open.hit ?? hits(open);
      open = null;
      continue;
    }
    const [, key, value = ""] = lcovLine.exec(line) ?? [];
    if (key === undefined) return misfit("coverage", `${at}: this is no line of LCOV`);
    if (key === "TN") continue;
    if (key === "SF") {
      if (open) return misfit("coverage", `${at}: the record of ${open.path} has no end_of_record`);
      open = { path: value, lines: new Map(), found: null, hit: null };
      continue;
    }
    if (!open) return misfit("coverage", `${at}: ${key} stands before SF`);
    if (!takeLine(open, key, value))
      return misfit("coverage", `${at}: ${key}:${value.slice(0, 40)} has no counts`);
  }
  if (open) return misfit("coverage", `the record of ${open.path} has no end_of_record`);
  return total === 0 && covered === 0 && !text.includes("SF:")
    ? misfit("coverage", "it has no record of any file")
    : told(covered, total);
}

function hits({ lines }: LcovFile): number {
  return [...lines.values()].filter((count) => count > 0).length;
}

function takeLine(file: LcovFile, key: string, value: string): boolean {
  if (key === "DA") {
    const [, line, count] = /^(\d+),(\d+)(?:,.*)?$/.exec(value) ?? [];
    if (line === undefined || count === undefined) return false;
    file.lines.set(Number(line), (file.lines.get(Number(line)) ?? 0) + Number(count));
  } else if (key === "LF" || key === "LH") {
    if (!/^\d+$/.test(value)) return false;
    file[key === "LF" ? "found" : "hit"] = Number(value);
  }
  return true;
}

function lcovProblem(file: LcovFile): string | null {
  const { path, lines, found, hit } = file;
  if (found !== null && hit !== null && hit > found) return `${path} has ${hit} lines hit of ${found}`;
  if (lines.size === 0) return null;
  if (found !== null && found !== lines.size)
    return `${path} says ${found} lines (LF) and lists ${lines.size}`;
  return hit !== null && hit !== hits(file)
    ? `${path} says ${hit} lines hit (LH) and lists ${hits(file)}`
    : null;
}

/** Cobertura's XML. */
export function checkCobertura(root: XmlElement): ArtifactCheck {
  const rate = Number(root.attributes.get("line-rate"));
  if (!(rate >= 0 && rate <= 1)) return misfit("coverage", "its line-rate is no number from 0 to 1");
  if (!root.children.some(({ name }) => name === "packages"))
    return misfit("coverage", "it has no <packages>");
  const [valid, covered] = ["lines-valid", "lines-covered"].map((name) => {
    const value = root.attributes.get(name);
    return value === undefined ? null : Number(value);
  }) as [number | null, number | null];
  if (valid === null || covered === null)
    return fits("coverage", `coverage: ${(rate * 100).toFixed(1)} % lines`);
  if (!Number.isInteger(valid) || !Number.isInteger(covered) || covered > valid || covered < 0)
    return misfit("coverage", `lines-covered is ${covered} of lines-valid ${valid}`);
  if (valid > 0 && Math.abs(covered / valid - rate) > 0.01)
    return misfit("coverage", `line-rate is ${rate}, but ${covered} of ${valid} lines are covered`);
  return told(covered, valid);
}
