// The states a repository may be in when a session starts, from its beginning to what is in the user's folder at the end:
// it works, or it is refused with one sentence; what the user had stays byte for byte.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git, picture, putAll, repository, temporaryFolder } from "../../git/support";

const play = familyStage();

function plain(folder: string, files: Record<string, string>): void {
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "-q", "-b", "main");
  putAll(folder, files);
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "seed");
}

const large = "large content\n";
const oid = createHash("sha256").update(large).digest("hex");

interface State {
  make(folder: string): void;
  /** What the agent's tree has beside what every tree has. */
  holds?: string[];
  /** What is told of it. */
  says?: RegExp;
  /** The sentence it ends with, where there can be no session. */
  ends?: RegExp;
}

const states: Record<string, State> = {
  submodules: {
    make(folder) {
      const inner = repository({ "x.txt": "x\n" });
      plain(folder, { "a.txt": "a\n" });
      git(folder, "submodule", "add", "-q", inner, "lib");
      git(folder, "commit", "-q", "-m", "with a submodule");
    },
    holds: ["lib/x.txt"],
    says: /Submodules are filled here as files from your repository \(lib\)/,
  },
  "large files": {
    make(folder) {
      const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${large.length}\n`;
      plain(folder, { "a.txt": "a\n", ".gitattributes": "*.bin filter=lfs -text\n", "x.bin": pointer });
      const object = join(folder, ".git/lfs/objects", oid.slice(0, 2), oid.slice(2, 4), oid);
      mkdirSync(dirname(object), { recursive: true });
      writeFileSync(object, large);
      // As git lfs leaves it: the content in the folder, the pointer in the commit.
      writeFileSync(join(folder, "x.bin"), large);
      git(folder, "update-index", "--assume-unchanged", "x.bin");
    },
    holds: ["x.bin"],
    says: /Large files are left as pointers here \(x\.bin\)/,
  },
  sparse: {
    make(folder) {
      plain(folder, { "a.txt": "a\n", "in/i.txt": "i\n", "out/o.txt": "o\n" });
      git(folder, "sparse-checkout", "set", "in");
    },
    holds: ["in/i.txt"],
    says: /tree is sparse like yours/,
  },
  shallow: {
    make(folder) {
      const origin = repository({ "a.txt": "a\n" });
      git(origin, "commit", "-q", "--allow-empty", "-m", "second");
      git(temporaryFolder(), "clone", "-q", "--depth=1", `file://${origin}`, folder);
    },
    says: /repository is shallow/,
  },
  "detached HEAD": {
    make(folder) {
      plain(folder, { "a.txt": "a\n" });
      git(folder, "checkout", "-q", "--detach");
    },
  },
  "without a commit": {
    make(folder) {
      mkdirSync(folder, { recursive: true });
      git(folder, "init", "-q", "-b", "main");
      putAll(folder, { "a.txt": "a\n" });
    },
    ends: /Agents need a git repository with a first commit to start from/,
  },
};

/** The user's own files, without what sessions keep beside them. */
function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(picture(folder)).filter(
      ([path]) => !/^(\.kilocode|mine\.txt|made\.txt|\.git\/)/.test(path),
    ),
  );
}

const gitState = (folder: string) => [
  git(folder, "ls-files", "--stage"),
  git(folder, "status", "--porcelain", "--untracked-files=no"),
  git(folder, "stash", "list"),
];

test.each(Object.entries(states))("%s", async (_, { make, holds = [], says = /^$/, ends }) => {
  let one: Family | null = null;
  let before: unknown;
  const seen: string[] = [];
  one = await play(
    teamOptions({
      agents: { api: [] },
      parts: { "#api": [[write("made.txt")], [end("done")]] },
      hold: async () => {
        const tree = one?.of("agent.placed")[0]?.tree;
        if (tree) seen.push(...Object.keys(picture(tree.path)));
        return undefined;
      },
      more: {
        repository(folder) {
          make(folder);
          writeFileSync(join(folder, "mine.txt"), "uncommitted\n");
          before = [filesOf(folder), ends ? null : gitState(folder)];
        },
      },
    }),
  );
  await one.ended();
  const view = await one.view();
  expect([filesOf(one.folder), ends ? null : gitState(one.folder)]).toEqual(before);
  expect(picture(one.folder)["mine.txt"]).toBeDefined();
  if (ends) {
    expect(view).toMatchObject({ outcome: "failed", summary: expect.stringMatching(ends) as unknown });
    return;
  }
  expect(view.outcome).toBe("done");
  expect(seen).toEqual(expect.arrayContaining(["a.txt", ...holds]));
  expect(one.of("agent.placed")[0]?.tree.notes.join("\n")).toMatch(says);
  // Approved, and there beside what the user has.
  expect(git(one.folder, "status", "--porcelain", "--", "made.txt")).toBe("?? made.txt\n");
});
