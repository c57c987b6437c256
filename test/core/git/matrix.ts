// Settings of a repository that name a program, and commands the product needs: each pair in a fresh copy of a repository.
// The program leaves a mark when it is run; what it is asked to do it does badly.
import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { git, put, putAll, repository, temporaryFolder } from "./support";

/** What a setting writes into a repository, the program given. */
type Plant = (folder: string, program: string) => void;

const config =
  (text: string): Plant =>
  (folder, program) =>
    appendFileSync(join(folder, ".git/config"), `${text.replaceAll("PROGRAM", program)}\n`);
const hook =
  (name: string): Plant =>
  (folder, program) =>
    cpSync(program, join(folder, ".git/hooks", name));

export const settings: Record<string, Plant> = {
  "core.fsmonitor": config("[core]\nfsmonitor = PROGRAM"),
  "core.hooksPath": (folder, program) => {
    config("[core]\nhooksPath = planted")(folder, program);
    for (const name of ["post-checkout", "pre-commit", "post-merge"]) {
      mkdirSync(join(folder, "planted"), { recursive: true });
      cpSync(program, join(folder, "planted", name));
    }
  },
  "hook pre-commit": hook("pre-commit"),
  "hook prepare-commit-msg": hook("prepare-commit-msg"),
  "hook post-checkout": hook("post-checkout"),
  "hook post-merge": hook("post-merge"),
  "hook post-index-change": hook("post-index-change"),
  "hook reference-transaction": hook("reference-transaction"),
  "core.pager": config("[core]\npager = PROGRAM"),
  "core.editor": config("[core]\neditor = PROGRAM\n[merge]\nedit = true"),
  "core.sshCommand": config(
    '[core]\nsshCommand = PROGRAM\n[remote "origin"]\nurl = ssh://x.invalid/x\npromisor = true',
  ),
  "credential.helper": config("[credential]\nhelper = !PROGRAM"),
  "diff.external": config("[diff]\nexternal = PROGRAM"),
  "diff.<name>.command": config('[diff "trap"]\ncommand = PROGRAM'),
  "diff.<name>.textconv": config('[diff "trap"]\ntextconv = PROGRAM'),
  "filter.<name>.clean": config('[filter "trap"]\nclean = PROGRAM'),
  "filter.<name>.smudge": config('[filter "trap"]\nsmudge = PROGRAM'),
  "filter.<name>.process": config('[filter "trap"]\nprocess = PROGRAM\nrequired = true'),
  "merge.<name>.driver": config('[merge "trap"]\ndriver = PROGRAM'),
  "merge.default": config('[merge]\ndefault = trap\n[merge "trap"]\ndriver = PROGRAM'),
  "gpg.program": config("[gpg]\nprogram = PROGRAM\n[commit]\ngpgSign = true\n[log]\nshowSignature = true"),
  "remote.<name>.uploadpack": config(
    '[remote "origin"]\nurl = ./other\nuploadpack = PROGRAM\npromisor = true\n[protocol]\nallow = always',
  ),
  "protocol ext": config(
    '[remote "origin"]\nurl = "ext::PROGRAM"\npromisor = true\n[protocol "ext"]\nallow = always',
  ),
  "include.path": (folder, program) => {
    config("[include]\npath = more")(folder, program);
    writeFileSync(join(folder, ".git/more"), `[core]\nfsmonitor = ${program}\n`);
  },
  "alias.<command>": config("[alias]\nst = !PROGRAM\nstatus = !PROGRAM"),
  "interactive.diffFilter": config("[interactive]\ndiffFilter = PROGRAM\n[sequence]\neditor = PROGRAM"),
};

interface MatrixCommand {
  words: readonly string[];
  /** Whether the files are as committed. */
  clean: boolean;
}

const dirty = (...words: string[]): MatrixCommand => ({ words, clean: false });
const clean = (...words: string[]): MatrixCommand => ({ words, clean: true });

export const commands: Record<string, MatrixCommand> = {
  status: dirty("status", "--porcelain"),
  diff: dirty("diff"),
  add: dirty("add", "-A"),
  commit: dirty("commit", "-q", "-am", "x"),
  stash: dirty("stash"),
  log: clean("log", "-p", "-2"),
  show: clean("show", "HEAD"),
  checkout: clean("checkout", "-q", "side"),
  merge: clean("merge", "--no-edit", "side"),
  "merge-tree": clean("merge-tree", "--write-tree", "HEAD", "side"),
  "worktree add": clean("worktree", "add", "--no-track", "-b", "w1", "tree", "side"),
  "cat-file": clean("cat-file", "-e", "1".repeat(40)),
};

export interface Matrix {
  /** Plays one pair. @returns whether the planted program ran */
  play(
    setting: string,
    command: string,
    run: (folder: string, words: readonly string[]) => unknown,
  ): Promise<boolean>;
}

/** Repositories every pair starts from: one as committed, one with changes. */
export function openMatrix(): Matrix {
  const ground = temporaryFolder("ground");
  const mark = join(ground, "ran");
  const program = join(ground, "program.sh");
  writeFileSync(program, `#!/bin/sh\n: > "${mark}"\n`, { mode: 0o755 });
  const base = repository({ "a.txt": "one\ntwo\nthree\n", "b.txt": "b\n" });
  put(base, ".gitattributes", "*.txt filter=trap diff=trap merge=trap\n");
  git(base, "add", "-A");
  git(base, "commit", "-qm", "attributes");
  git(base, "checkout", "-qb", "side");
  putAll(base, { "a.txt": "one\ntwo\nthree\nside\n", "c.txt": "c\n" });
  git(base, "add", "-A");
  git(base, "commit", "-qm", "side");
  git(base, "checkout", "-q", "main");
  putAll(base, { "a.txt": "main\none\ntwo\nthree\n" });
  git(base, "commit", "-qam", "main");
  mkdirSync(join(base, ".git/hooks"), { recursive: true });
  return {
    async play(setting, command, run) {
      const folder = join(ground, "copy", "repo");
      rmSync(dirname(folder), { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      cpSync(base, folder, { recursive: true });
      const { words, clean } = commands[command] as MatrixCommand;
      if (!clean) putAll(folder, { "a.txt": "main\none\nTWO\nthree\nfour\n", "n.txt": "new\n" });
      settings[setting]?.(folder, program);
      rmSync(mark, { force: true });
      try {
        await run(folder, words);
      } catch {
        // A planted program may well break the command; that it ran is what counts.
      }
      return existsSync(mark);
    },
  };
}
