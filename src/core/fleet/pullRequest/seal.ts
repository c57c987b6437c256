// A last line in the body of a pull request by which it is told later whether a person changed it. Pure.
import { createHash } from "node:crypto";

const pattern = /\n<!-- kilo-orchestrator ([0-9a-f]{16}) -->\s*$/;

function sumOf(body: string): string {
  return createHash("sha256").update(body.replaceAll("\r\n", "\n").trimEnd()).digest("hex").slice(0, 16);
}

/** The body with its seal. */
export function sealBody(body: string): string {
  return `${body.trimEnd()}\n\n<!-- kilo-orchestrator ${sumOf(body)} -->\n`;
}

/** True where the body is one of ours and as we wrote it; forms change ends of lines, which does not count. */
export function isUntouched(body: string): boolean {
  const plain = body.replaceAll("\r\n", "\n");
  const found = pattern.exec(plain);
  return found !== null && sumOf(plain.slice(0, found.index)) === found[1];
}
