// The profile of macOS' sandbox-exec for one command, as text. Pure. What it cannot do that bubblewrap can: hide other
// processes, and end a command's descendants with it; those are still found by their tags.
import { isBelow, type SandboxPlace } from "./bubblewrap";

/** A path as a string of the profile language. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}

/** The last rule that fits holds: all is allowed, then writing is taken away, then given back where it belongs. */
export function seatbeltProfile(place: SandboxPlace): string {
  const { root, write, temporary, hidden, frozen, network } = place;
  const below = (paths: readonly string[]) => paths.map((path) => `(subpath ${quoted(path)})`);
  const exactly = (paths: readonly string[]) => paths.map((path) => `(literal ${quoted(path)})`);
  const around = hidden.folders.filter((folder) => isBelow(root, folder));
  const others = hidden.folders.filter((folder) => !isBelow(root, folder));
  const rules: [string, string[]][] = [
    ["deny file-write*", ['(subpath "/")']],
    // A project may lie in a folder that is hidden; it alone is seen there.
    ["deny file-read*", below(around)],
    ["allow file-read* file-write*", below([root, ...write, temporary.folder])],
    ["allow file-write*", ['(subpath "/dev")']],
    ["deny file-write*", below(frozen)],
    ["deny file-read* file-write*", [...below(others), ...exactly(hidden.files)]],
    ...(network ? [] : offline),
  ];
  const lines = rules
    .filter(([, what]) => what.length > 0)
    .map((rule) => `(${rule[0]} ${rule[1].join(" ")})`);
  return ["(version 1)", "(allow default)", ...lines, ""].join("\n");
}

/** There is no network of its own: what listens on this machine can be reached. */
const offline: [string, string[]][] = [
  ["deny", ["network*"]],
  ["allow network*", ['(local ip "localhost:*")']],
  ["allow network-outbound", ['(remote ip "localhost:*")']],
];
