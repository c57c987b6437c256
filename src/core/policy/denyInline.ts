// Code that stands in the line itself (`python3 -c`, `node -e`, a program of awk, a command of vim): what is plainly hidden
// in an encoding, fetched and run, a shell for another machine, or a write to what shells never write. Serves to refuse only.
import { shellProtected } from "./protectedTarget";
import type { ShellProgram } from "./shellProgram";

const interpreters =
  /^(python[\d.]*|pypy3?|node|deno|bun|tsx|perl|ruby|php|lua|osascript|[gmn]?awk|g?sed|vim?|nvim|ex|view|emacs)$/;
const decodes =
  /b64decode|base64|unhexlify|fromhex|\batob\b|rot_?13|decompress|inflate|marshal\.loads|pack\s*\(?\s*["']H/i;
const fetches =
  /\b(urlopen|urlretrieve|requests\.get|https?\.get|fetch\s*\(|LWP|Net::HTTP|open-uri|file_get_contents\s*\(\s*["']https?:)/;
const runs =
  /(?<![.\w])(exec|eval|system|popen|compile|Function|shell_exec|passthru)\s*[("'` ]|os\.(system|popen)|subprocess|child_process|runInThisContext/;
const connects =
  /\bsocket\b|fsockopen|TCPSocket|IO::Socket|net\.(connect|Socket)|createConnection|inet\/tcp/i;
const shell = /\/bin\/(ba|z|da)?sh\b|cmd\.exe|pty\.spawn|powershell/i;
const writes =
  /write|append|unlink|rename|rmtree|rmdir|remove|copy|move|truncate|chmod|symlink|mkdir|touch|,\s*["'][wax]\+?[bt]?\+?["']|(^|[;:{}'"\s!])w(q|a)?!?[\s.]/i;

/** A file behind sed's `w`, and behind `>` of awk or of a line for a shell. */
const sedWrites = /(?:^|[;\n{}/#|\d\s])w\s*([^\s;}]+)/g;
const redirects = />\s*["']?([^\s"'`(),;<>|&]+)/g;

/** @returns why code in a line is never run by an agent, or null. */
export function denyInline({ name, words }: ShellProgram): string | null {
  if (!interpreters.test(name)) return null;
  for (const code of words.slice(1)) {
    if (runs.test(code) && (decodes.test(code) || fetches.test(code)))
      return "it would run text that nobody has seen";
    if (connects.test(code) && shell.test(code)) return "it would give a shell to another machine";
    const guarded = writtenIn(name, code)
      .map((path) => shellProtected(path))
      .find((found) => found !== null);
    if (guarded) return `${guarded.reason}; a shell never writes there`;
  }
  return null;
}

/** Words of the code that may be files it writes. */
function writtenIn(name: string, code: string): string[] {
  const named = (form: RegExp) => [...code.matchAll(form)].map((found) => found[1] ?? "");
  if (/sed$/.test(name)) return named(sedWrites);
  const written = named(redirects);
  const isCode = /[\s("'`]/.test(code) && !/awk$/.test(name);
  return isCode && writes.test(code) ? [...written, ...code.split(/[\s"'`(),;<>|&]+/)] : written;
}
