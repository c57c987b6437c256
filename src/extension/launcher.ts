// The launcher of the installed command: what it says and where it may lie. Pure.
import { posix, win32 } from "node:path";

export interface LauncherWorld {
  windows: boolean;
  home: string;
  /** `PATH` as the host has it. */
  path: string;
  /** `LOCALAPPDATA` of Windows. */
  localData?: string | undefined;
}

export interface LauncherParts {
  /** The command line's own file, in the installed extension. */
  program: string;
  /** The editor's own program, which can run it where there is no Node. */
  editor: string;
  /** Whether that program is Electron and must be told to be a Node. */
  electron: boolean;
}

/** By this a launcher of ours is known again. */
export const launcherMark = "Written by Kilo Orchestrator";

/** Folders to try, best first: of the user's own, and on the PATH if possible. Never one that needs more rights. */
export function launcherPlaces(world: LauncherWorld): { folder: string; onPath: boolean }[] {
  const { windows, home, path, localData } = world;
  const listed = path.split(windows ? ";" : ":").filter((folder) => folder !== "");
  const data = localData ?? win32.join(home, "AppData", "Local");
  const own = windows
    ? // Windows puts the second one on every user's PATH.
      [win32.join(data, "Programs", "kilo-code"), win32.join(data, "Microsoft", "WindowsApps")]
    : [posix.join(home, ".local", "bin"), posix.join(home, "bin"), posix.join(home, ".bin")];
  const places = own.map((folder) => ({
    folder,
    onPath: listed.some((one) => sameFolder(one, folder, windows)),
  }));
  return [...places.filter(({ onPath }) => onPath), ...places.slice(0, 1).filter(({ onPath }) => !onPath)];
}

/** @returns the text of a shell script, or of a command file of Windows. */
export function launcherText({ program, editor, electron }: LauncherParts, windows: boolean): string {
  if (windows) {
    return [
      "@echo off",
      `rem ${launcherMark}; the command "Kilo: Install 'kilo-code' Command in PATH" writes it anew.`,
      "setlocal",
      ...(electron ? ["set ELECTRON_RUN_AS_NODE=1"] : []),
      `"${editor.replaceAll("%", "%%")}" "${program.replaceAll("%", "%%")}" %*`,
      "",
    ].join("\r\n");
  }
  return `#!/bin/sh
# ${launcherMark}; the command "Kilo: Install 'kilo-code' Command in PATH" writes it anew.
program=${quoted(program)}
if [ ! -f "$program" ]; then
  echo "kilo-code: the extension has moved; in VS Code run: Kilo: Install 'kilo-code' Command in PATH" >&2
  exit 1
fi
# A Node of the user's own comes first; 20.19 is the oldest that will do.
case "$(node --version 2>/dev/null)" in
v20.19.* | v20.[2-9][0-9].* | v2[2-9].* | v[3-9][0-9].*) exec node "$program" "$@" ;;
esac
${electron ? "export ELECTRON_RUN_AS_NODE=1\n" : ""}exec ${quoted(editor)} "$program" "$@"
`;
}

/** For a shell: nothing in it means anything. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function sameFolder(left: string, right: string, windows: boolean): boolean {
  const plain = (folder: string) => {
    const bare = folder.replace(/[/\\]+$/, "");
    return windows ? bare.toLowerCase() : bare;
  };
  return plain(left) === plain(right);
}
