// Looks at git's shared files before and after every command. What a command changed there stops the run: a person sees
// the difference and says whether it is put back. Known beside the log as well, so that a restart asks the same again.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Approval, ApprovalAnswer } from "../../protocol/approval";
import { FailureError, failure } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import { approvalOf, askApproval } from "../agent/approve";
import type { GitFolder } from "../git/gitFolder";
import {
  changedShared,
  readSharedFiles,
  restoreShared,
  type SharedFiles,
  sharedText,
  watchedRepository,
} from "../git/sharedFiles";
import { writeNamed } from "../git/writeNamed";
import { unifiedDiff } from "../tools/unifiedDiff";
import type { Runtime } from "./runtime";

const choices = { restore: "put them back and go on", keep: "keep them and go on", stop: "stop here" };
const longestDiff = 12_000;

/** One for all commands of a run. */
export class GitWatch {
  private readonly places = new Map<string, GitFolder>();
  private expected: SharedFiles = {};
  private running = 0;
  /** Set while something was found, or may have been left by a driver that died. */
  private open: boolean;
  private asking: Promise<void> | null = null;
  private readonly file: string;
  /** What is open was found by a driver before this one, which may have asked already. */
  private isOld: boolean;

  /**
   * @param scratch the run's private folder.
   * @param pause rests the run, where a person wants it to stop.
   */
  constructor(
    scratch: string,
    private readonly pause: (message: string) => void,
  ) {
    this.file = join(scratch, "shared-git.json");
    this.open = this.readKept();
    this.isOld = this.open;
  }

  /** Runs a command's work; what it changed is asked about by the next {@link settle}. */
  async around<Value>(root: string, work: () => Promise<Value>): Promise<Value> {
    this.begin(root);
    try {
      return await work();
    } finally {
      this.end();
    }
  }

  /**
   * To be called before anything goes on after a command. Nothing to do where nothing was changed.
   * @throws when the run is paused meanwhile, or a person wants it to stop here.
   */
  async settle(runtime: Runtime): Promise<void> {
    if (!this.open) return;
    this.asking ??= this.ask(runtime).finally(() => {
      this.asking = null;
    });
    await this.asking;
  }

  private begin(root: string): void {
    const place = this.places.get(root) ?? watchedRepository(root);
    this.running += 1;
    if (!place) return;
    const isNew = !this.places.has(root);
    this.places.set(root, place);
    if (this.open) return;
    if (this.running === 1) this.expected = this.read();
    // Beside a command that runs already, only what is this tree's own is new.
    else if (isNew) this.expected = { ...readSharedFiles(place), ...this.expected };
    this.keep();
  }

  private end(): void {
    this.running -= 1;
    if (this.changed().length > 0) this.open = true;
    else if (this.running === 0 && !this.open) rmSync(this.file, { force: true });
  }

  private read(): SharedFiles {
    return Object.assign({}, ...[...this.places.values()].map(readSharedFiles)) as SharedFiles;
  }

  private changed(): string[] {
    return changedShared(this.expected, this.read());
  }

  private async ask(runtime: Runtime): Promise<void> {
    const now = this.read();
    const paths = changedShared(this.expected, now);
    if (paths.length > 0) await this.decide(runtime, paths, now);
    this.open = false;
    this.isOld = false;
    if (this.running === 0) rmSync(this.file, { force: true });
    else this.keep();
  }

  private async decide(runtime: Runtime, paths: string[], now: SharedFiles): Promise<void> {
    const { log } = runtime;
    const approval = this.question(log.view(), paths, now);
    const answer = await askApproval(
      { view: log.view, emit: log.append, decided: runtime.decided },
      approval,
    );
    if (stops(answer)) {
      const what = paths.map(shortName).join(", ");
      this.pause(`A command changed ${what}; put them right and resume.`);
      throw new FailureError(failure("aborted", "The run was paused."));
    }
    if (answer.comment === choices.keep) {
      this.expected = now;
      log.append({
        type: "notice.given",
        text: `Kept as a command left them: ${paths.map(shortName).join(", ")}`,
      });
      return;
    }
    const stuck = restoreShared(this.expected, paths);
    const done = paths.filter((path) => !stuck.includes(path)).map(shortName);
    const not = stuck.length > 0 ? `; these could not be: ${stuck.map(shortName).join(", ")}` : "";
    log.append({
      type: "notice.given",
      text: `Put back as they were: ${done.join(", ") || "nothing"}${not}`,
    });
    this.expected = this.read();
  }

  private question({ approvals }: RunView, paths: readonly string[], now: SharedFiles): Approval {
    const asked = approvalOf({
      kind: "question",
      about: "git-files",
      title: `A command changed files that git runs programs by: ${paths.map(shortName).join(", ")}`,
      detail: this.detail(paths, now),
      action: JSON.stringify(paths.map((path) => [path, this.expected[path] ?? null, now[path] ?? null])),
      options: Object.values(choices),
    });
    // An answer is used once: only what an earlier driver asked, and nobody acted on, is found again.
    const earlier = Object.values(approvals).filter(({ id }) => id.startsWith(asked.id));
    const last = earlier.at(-1);
    const isSame = last?.hash === asked.hash && (!last.answer || (this.isOld && !stops(last.answer)));
    const number = isSame ? earlier.length : earlier.length + 1;
    return number === 1 ? asked : { ...asked, id: `${asked.id}:${number}` };
  }

  private detail(paths: readonly string[], now: SharedFiles): string {
    const parts = paths.map((path) => {
      const [was, is] = [this.expected[path], now[path]];
      const modes =
        was && is && was.mode !== is.mode ? ` mode ${was.mode.toString(8)} → ${is.mode.toString(8)}\n` : "";
      return `${path}\n${modes}${unifiedDiff(shortName(path), sharedText(was), sharedText(is)).diff}`;
    });
    const text = parts.join("\n\n");
    return text.length <= longestDiff
      ? text
      : `${text.slice(0, longestDiff)}\n… (${text.length} characters in all)`;
  }

  private keep(): void {
    const places = [...this.places];
    writeNamed(this.file, JSON.stringify({ places, expected: this.expected }), { mode: 0o600 });
  }

  private readKept(): boolean {
    try {
      const kept = JSON.parse(readFileSync(this.file, "utf8")) as {
        places: [string, GitFolder][];
        expected: SharedFiles;
      };
      for (const [root, place] of kept.places) this.places.set(root, place);
      this.expected = kept.expected;
      return true;
    } catch {
      return false;
    }
  }
}

function stops({ verdict, comment }: ApprovalAnswer): boolean {
  return verdict === "rejected" || comment === choices.stop;
}

/** From `.git` on, as people know them. */
function shortName(path: string): string {
  const at = path.lastIndexOf("/.git");
  return at < 0 ? path : path.slice(at + 1);
}
