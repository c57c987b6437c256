// Lines for a terminal of some width: what does not fit goes on below, indented; nothing that has to be read is cut off. Pure.
import { cutText, textWidth, wrapText } from "../../text/textWidth";

/** @param width columns; null leaves lines whole. Lines of a drawn box fit already, or are cut. */
export function fitLines(lines: readonly string[], width: number | null): string[] {
  return width === null ? [...lines] : lines.flatMap((line) => fitted(line, width));
}

function fitted(line: string, width: number): string[] {
  if (textWidth(line) <= width) return [line];
  if (/^[│┌├└]/.test(line)) return [cutText(line, width)];
  const [first = ""] = wrapText(line, width);
  const lead = line.length - line.trimStart().length;
  const indent = " ".repeat(Math.min(lead + 2, Math.floor(width / 2)));
  const rest = wrapText(line.slice(first.length).trimStart(), width - indent.length);
  return [first, ...rest.map((text) => indent + text)];
}
