// What the sandbox is made of, as text: what is hidden, what is frozen, and in which order it is laid over the disk.
import { describe, expect, it } from "vitest";
import { bubblewrapArguments, type SandboxPlace } from "../../../../src/core/process/sandbox/bubblewrap";
import { findSandbox } from "../../../../src/core/process/sandbox/findSandbox";
import { seatbeltProfile } from "../../../../src/core/process/sandbox/seatbelt";
import { frozenPlaces, secretPlaces } from "../../../../src/core/process/sandbox/secretPlaces";
import { readEnd } from "../../../../src/core/process/sandbox/toldEnd";

const place: SandboxPlace = {
  root: "/home/me/shop",
  cwd: "/home/me/shop/src",
  write: ["/home/me/.gradle"],
  temporary: { folder: "/home/me/.kilo/scratch/r/temporary", at: "/tmp" },
  covered: ["/run", "/var/tmp"],
  shown: ["/run/current-system/sw/bin"],
  repository: [],
  hidden: { folders: ["/home/me/.ssh", "/home/me/.kilo"], files: ["/home/me/.npmrc"] },
  frozen: ["/home/me/shop/.git"],
  network: false,
  asRoot: false,
  kernel: [],
};

/** Where an argument stands; the last where it is there more than once. */
const at = (args: readonly string[], ...words: string[]) =>
  args.findLastIndex((_, index) => words.every((word, offset) => args[index + offset] === word));

describe("bubblewrap", () => {
  const args = bubblewrapArguments(place);

  it("lays the writable over the read-only, and the frozen and hidden over that", () => {
    const order = [
      at(args, "--ro-bind", "/", "/"),
      at(args, "--tmpfs", "/run"),
      at(args, "--bind", place.temporary.folder, "/tmp"),
      at(args, "--ro-bind", "/run/current-system/sw/bin"),
      at(args, "--bind", place.root, place.root),
      at(args, "--ro-bind", "/home/me/shop/.git"),
      at(args, "--tmpfs", "/home/me/.ssh"),
      at(args, "--ro-bind", "/dev/null", "/home/me/.npmrc"),
      at(args, "--remount-ro", "/home/me/.ssh"),
      at(args, "--unshare-net"),
    ];
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((left, right) => left - right));
    expect(args.filter((word) => word === "--bind")).toHaveLength(3);
    for (const flag of ["--unshare-pid", "--die-with-parent", "--new-session"]) expect(args).toContain(flag);
  });

  it("shows a project that lies in a hidden folder, and nothing else of it", () => {
    const inside = bubblewrapArguments({ ...place, hidden: { folders: ["/home/me"], files: [] } });
    expect(at(inside, "--tmpfs", "/home/me")).toBeLessThan(at(inside, "--bind", place.root));
    const linked = {
      ...place,
      repository: ["/home/me/.kilo/stores/a"],
      root: "/home/me/.kilo/trees/a",
      frozen: [],
    };
    const tree = bubblewrapArguments(linked);
    expect(at(tree, "--tmpfs", "/home/me/.kilo")).toBeLessThan(
      at(tree, "--ro-bind", "/home/me/.kilo/stores/a"),
    );
  });

  it("shares the network only where it is allowed, and leaves root few rights", () => {
    expect(bubblewrapArguments({ ...place, network: true })).not.toContain("--unshare-net");
    expect(args).not.toContain("--cap-add");
    const root = bubblewrapArguments({ ...place, asRoot: true, kernel: ["/proc/sys"] });
    expect(at(root, "--cap-drop", "ALL")).toBeGreaterThan(0);
    expect(root).not.toContain("CAP_SYS_ADMIN");
    expect(at(root, "--ro-bind", "/proc/sys", "/proc/sys")).toBeGreaterThan(at(root, "--proc", "/proc"));
  });
});

describe("Seatbelt", () => {
  it("takes writing away and gives it back where it belongs; what is hidden and frozen comes last", () => {
    expect(seatbeltProfile(place).split("\n")).toEqual([
      "(version 1)",
      "(allow default)",
      '(deny file-write* (subpath "/"))',
      '(allow file-read* file-write* (subpath "/home/me/shop") (subpath "/home/me/.gradle") (subpath "/home/me/.kilo/scratch/r/temporary"))',
      '(allow file-write* (subpath "/dev"))',
      '(deny file-write* (subpath "/home/me/shop/.git"))',
      '(deny file-read* file-write* (subpath "/home/me/.ssh") (subpath "/home/me/.kilo") (literal "/home/me/.npmrc"))',
      "(deny network*)",
      '(allow network* (local ip "localhost:*"))',
      '(allow network-outbound (remote ip "localhost:*"))',
      "",
    ]);
  });

  it("has no rule of the network where it is allowed, and quotes what a path may hold", () => {
    const profile = seatbeltProfile({ ...place, network: true, root: '/a "b"\\c', frozen: [] });
    expect(profile).not.toContain("network");
    expect(profile).toContain('(subpath "/a \\"b\\"\\\\c")');
  });
});

describe("how an end is read", () => {
  const exit = (code: number | null, signal: NodeJS.Signals | null = null) => ({ code, signal });
  it.each([
    ["exited", exit(0), "begun\nexit 0\n", exit(0)],
    ["a number like a signal's", exit(137), "begun\nexit 137\n", exit(137)],
    [
      "a signal that the shell names",
      exit(137),
      "begun\nbash: line 1: 3 Killed\nexit 137\n",
      exit(null, "SIGKILL"),
    ],
    ["the one who tells was killed too", exit(137), "begun\n", exit(null, "SIGKILL")],
    ["the sandbox itself was killed", exit(null, "SIGKILL"), "", exit(null, "SIGKILL")],
    ["a number that is no signal", exit(255), "begun\n", exit(255)],
  ] as const)("%s", (_, given, told, end) => {
    expect(readEnd(given, told, "")).toEqual(end);
  });

  it("never takes a sandbox that could not be made for a command's end", () => {
    for (const code of [0, 1, 137]) {
      expect(readEnd(exit(code), "", "bwrap: setting up uid map: Permission denied\n")).toEqual(
        new Error("The sandbox could not be made: bwrap: setting up uid map: Permission denied"),
      );
    }
  });
});

it("names each place once, relative", () => {
  for (const names of [secretPlaces, frozenPlaces]) {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith("/") || name.includes(".."))).toEqual([]);
  }
});

it("is honest about systems that have none", async () => {
  expect(await findSandbox("win32")).toEqual({ kind: "none", why: "there is none for this system" });
});
