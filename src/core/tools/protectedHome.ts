// Files of a person's home that decide what programs do or allow, beside those that are protected in a project too.
// Pure text over an absolute path.

/** Settings of editors, where approvals and extensions are kept, and what a desktop starts by itself. */
const patterns = [
  /\/(?:\.config|library\/application support|appdata\/roaming)\/(?:code|code - insiders|vscodium|cursor|windsurf|positron)\/user\//,
  /\/\.vscode(?:-server|-oss|-insiders)?\//,
  /\/\.config\/(?:autostart|systemd|git|fish|environment\.d)\//,
  /\/library\/launch(?:agents|daemons)\//,
  /\/(?:\.local\/bin|bin|\.cargo\/bin|\.npm-global|go\/bin)\//,
];

/** True for a file that other programs obey, wherever the home lies. */
export function isProtectedHome(absolute: string): boolean {
  const folded = absolute.normalize("NFKC").toLowerCase().replaceAll("\\", "/");
  return patterns.some((pattern) => pattern.test(folded));
}
