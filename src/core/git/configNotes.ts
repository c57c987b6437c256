// Notes that editors leave in a repository's configuration (`branch.main.vscode-merge-base`). They come at any time, mean
// nothing to git, and would make every command beside them look like one that changed git's settings. Pure text.

const branchHeader = /^\[branch "(?:[^"\\]|\\.)*"\]\s*$/;
/** Git's own keys of a branch have no hyphen. The value is plain, so that nothing can hide behind it. */
const note = /^\s+[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+\s*=\s*(?:[^\\"#;]*|"[^"\\]*")$/;

/** The configuration without them, and without a branch's section that held nothing else. */
export function withoutNotes(config: string): string {
  const kept: string[] = [];
  const lines = config.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (!branchHeader.test(line)) {
      kept.push(line);
      continue;
    }
    const section: string[] = [];
    while (at + 1 < lines.length && !/^\s*\[/.test(lines[at + 1] ?? "")) {
      at += 1;
      section.push(lines[at] ?? "");
    }
    const own = section.filter((one, index) => isContinued(section[index - 1]) || !note.test(one));
    const isOnlyNotes = own.length < section.length && own.every((one) => one === "");
    kept.push(...(isOnlyNotes ? own : [line, ...own]));
  }
  return kept.join("\n");
}

/** What stands below belongs to this line's value. */
function isContinued(line: string | undefined): boolean {
  return line?.endsWith("\\") ?? false;
}
