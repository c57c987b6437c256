// Spellings of a path that mean something else than they show. Pure text, judged for one platform; touches no disk.

/** Longest path and longest component in bytes that file systems take. */
const maxPathBytes = 4096;
const maxNameBytes = 255;

/** Control characters, and characters that are invisible or turn the direction of text around. */
const hidden = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * Why this spelling is refused, as the end of a sentence; null where it is plain (facts/reliability.md B2 "Paths").
 * @param path as the model wrote it.
 */
export function pathTrap(path: string, platform: NodeJS.Platform = process.platform): string | null {
  if (path.includes("\0")) return "it contains a NUL character";
  if (hidden.test(path)) return "it contains control or invisible characters";
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return "it is a URI; give a path";
  if (/^~[^/\\]*(?:[/\\]|$)/.test(path) && !/^~\$/.test(path))
    return "~ is not expanded; give a path inside the project";
  if (Buffer.byteLength(path) > maxPathBytes) return "it is too long";
  const names = path.split(platform === "win32" ? /[/\\]/ : "/");
  if (names.some((name) => Buffer.byteLength(name) > maxNameBytes)) return "one of its names is too long";
  return platform === "win32" ? windowsTrap(path, names) : null;
}

function windowsTrap(path: string, names: string[]): string | null {
  if (/^[/\\]{2}/.test(path)) return "it is a device, verbatim or network path";
  if (/^\/[a-z](?:\/|$)/i.test(path)) return "it is a drive in the spelling of another shell";
  if (/^[a-z]:(?![/\\])/i.test(path)) return "it depends on the drive's own working directory";
  if (path.replace(/^[a-z]:/i, "").includes(":")) return "it names an alternate stream";
  for (const name of names) {
    if (name === "." || name === "..") continue;
    if (windowsDevice.test(name)) return "it names a device";
    if (/[. ]$/.test(name)) return "a name ends with a dot or a space, which Windows drops";
    if (/~\d+(?:\.|$)/.test(name)) return "it is a short name; give the long one";
  }
  return null;
}
