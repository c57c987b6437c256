// The arguments of bubblewrap for one command: the whole disk read-only, the project and a folder for temporary files
// writable, secrets hidden, no network unless told. Pure: what is on the disk was looked up before.

/** What one command sees. All paths are absolute and real, and are there. */
export interface SandboxPlace {
  /** Folder that may be written: the task's tree. */
  root: string;
  cwd: string;
  /** Further folders that may be written. */
  write: readonly string[];
  /** Folder that stands in for the system's one for temporary files, and where that is. */
  temporary: { folder: string; at: string };
  /** Folders shown empty: other programs' sockets and temporary files are there. */
  covered: readonly string[];
  /** Folders and files below covered ones that are shown all the same, read-only. */
  shown: readonly string[];
  /** The repository of a linked tree, read-only; it may lie in a hidden folder as the tree itself may. */
  repository: readonly string[];
  /** Folders and files whose content is a secret. */
  hidden: { folders: readonly string[]; files: readonly string[] };
  /** Below the writable folders, and yet not to be written: version control, settings of editors and of this program. */
  frozen: readonly string[];
  network: boolean;
  /** Whether the host runs as root, who keeps only some rights. */
  asRoot: boolean;
  /** Settings of the kernel in the fresh `/proc` that root could write whatever its rights: they ask for its number only. */
  kernel: readonly string[];
}

/** Rights that root's build tools expect over root's own files. None of them lifts a read-only mount. */
const rootKeeps = ["CAP_DAC_OVERRIDE", "CAP_CHOWN", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL"];

/**
 * The flags that separate a command from all other processes; also what a probe tries.
 * With the process namespace everything of a command ends with it, and with the program that started it.
 */
export function separation({ network, asRoot }: Pick<SandboxPlace, "network" | "asRoot">): string[] {
  return [
    ...["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"],
    ...(network ? [] : ["--unshare-net"]),
    ...["--die-with-parent", "--new-session"],
    ...(asRoot
      ? ["--unshare-user", "--cap-drop", "ALL", ...rootKeeps.flatMap((right) => ["--cap-add", right])]
      : []),
  ];
}

/** @returns the arguments before the program's own. Later mounts cover earlier ones, so the order is the rule. */
export function bubblewrapArguments(place: SandboxPlace): string[] {
  const { root, cwd, write, temporary, covered, shown, hidden, frozen } = place;
  const contains = (folder: string) => isBelow(root, folder);
  const hide = (folders: readonly string[]) => folders.flatMap((folder) => ["--tmpfs", folder]);
  const readOnly = (paths: readonly string[]) => paths.flatMap((path) => ["--ro-bind", path, path]);
  return [
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...readOnly(place.kernel),
    ...hide(covered),
    ...["--bind", temporary.folder, temporary.at],
    ...readOnly(shown),
    // A project may lie in a folder that is hidden; it alone is seen there.
    ...hide(hidden.folders.filter(contains)),
    ...readOnly(place.repository),
    ...[root, ...write].flatMap((folder) => ["--bind", folder, folder]),
    ...readOnly(frozen),
    ...hide(hidden.folders.filter((folder) => !contains(folder))),
    ...hidden.files.flatMap((file) => ["--ro-bind", "/dev/null", file]),
    ...hidden.folders.flatMap((folder) => ["--remount-ro", folder]),
    ...separation(place),
    ...["--chdir", cwd],
  ];
}

/** True for the folder itself too. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
