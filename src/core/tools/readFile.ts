// read_file: the raw text of a file or of a range of its lines, under a one-line header. Never more than one page.
import * as z from "zod";
import { counted } from "../../protocol/counted";
import { pageLimit } from "./clipText";
import { formatName, showText } from "./encoding";
import { optionalNumber } from "./inputs";
import { resolveInside } from "./paths";
import { similarNames } from "./similarNames";
import { readText, type TextFile } from "./textFile";
import { defineTool, type ToolOutput } from "./tool";
import { failed } from "./writeCall";

/** One line longer than this is cut: it is minified or data. */
const longestLine = 4000;

const input = z.object({
  path: z.string(),
  start: optionalNumber("first line, from 1"),
  end: optionalNumber("last line"),
});

export const readFile = defineTool({
  name: "read_file",
  description: "Read a text file, or a range of its lines. A header line comes first, then the raw text.",
  input,
  prepare: async ({ path, start, end }, { root }) => {
    const target = resolveInside(root, path);
    if (!target.ok) return failed(target.failure);
    const { relative } = target.value;
    if (!target.value.stats) {
      const names = similarNames(target.value.absolute);
      const hint = names.length > 0 ? ` In its folder: ${names.join(", ")}.` : "";
      return failed({ code: "not-found", message: `The file ${relative} does not exist.${hint}` });
    }
    return {
      effect: "read",
      targets: [relative],
      run: async () => {
        const file = readText(target.value);
        return file.ok ? page(relative, file.value, start ?? 1, end ?? 0) : failed(file.failure);
      },
    };
  },
});

/** @param start from 1, smaller counts as 1; @param end smaller than 1 means: the last line. */
function page(relative: string, file: TextFile, start: number, end: number): ToolOutput {
  const lines = showText(file.text).split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  const seen = [{ path: relative, hash: file.hash }];
  if (lines.length === 0) return { text: `${relative} is empty.`, note: "empty", seen };
  const first = Math.max(1, start);
  if (first > lines.length) {
    return {
      text: `${relative} has ${counted(lines.length, "line")}; there is no line ${first}.`,
      isError: true,
      note: "no such line",
    };
  }
  const last = end < 1 ? lines.length : Math.min(lines.length, Math.max(first, end));
  const shown = firstPage(lines.slice(first - 1, last));
  const until = first + shown.length - 1;
  const isWhole = first === 1 && until === lines.length;
  const range = isWhole ? counted(lines.length, "line") : `lines ${first}-${until} of ${lines.length}`;
  const next = until < last ? `\n[cut here; go on with start=${until + 1}]` : "";
  const text = `${relative} (${[range, ...peculiarities(file)].join(", ")})\n${shown.join("\n")}${next}`;
  return { text, note: range, seen };
}

/** As many lines as one page holds, at least one. */
function firstPage(lines: string[]): string[] {
  const shown: string[] = [];
  let left = pageLimit;
  for (const line of lines) {
    const text =
      line.length > longestLine
        ? `${line.slice(0, longestLine)}[${line.length - longestLine} more characters]`
        : line;
    left -= text.length + 1;
    if (left < 0 && shown.length > 0) break;
    shown.push(text);
  }
  return shown;
}

/** What a careful editor would want to know, told only where it is not the usual. */
function peculiarities({ text, format }: TextFile): string[] {
  const found: string[] = [];
  if (format.encoding !== "utf-8" || format.bom) found.push(formatName(format));
  const ends = new Set(text.match(/\r\n|\n|\r/g) ?? []);
  if (ends.size > 1) found.push("mixed line ends");
  else if (ends.has("\r\n")) found.push("CRLF");
  else if (ends.has("\r")) found.push("CR");
  if (text !== "" && !/[\r\n]$/.test(text)) found.push("no final newline");
  return found;
}
