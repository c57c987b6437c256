// Review comments of a person on both sides of an agent's diff, as threads of VS Code's own. They stay in the window
// until they are sent to the agent or taken back; nothing is sent from here.
import * as vscode from "vscode";
import type { ChangedSides } from "./agentChanges";
import type { ReviewComment } from "./reviewMessage";

export const commentController = "kilo.agents";

interface Place {
  run: string;
  agent: string;
  path: string;
  /** The left side: what was there before the agent changed it. */
  before: boolean;
}

export interface AgentThread extends Place {
  thread: vscode.CommentThread;
  /** The lines as the person saw them: by the time they are sent, the agent may have removed the file. */
  quote: Promise<string>;
}

export interface ReviewComments extends vscode.Disposable {
  /** From now on comments can be written on these sides. */
  allow(run: string, agent: string, sides: readonly ChangedSides[]): void;
  /** A comment was written; the first one of a thread makes it a thread of the agent. */
  add(reply: vscode.CommentReply): void;
  discard(thread: vscode.CommentThread): void;
  /** Whose thread it is; null for one of another side. */
  placeOf(thread: vscode.CommentThread): { run: string; agent: string } | null;
  /** The threads of an agent that were not sent yet. */
  count(run: string, agent: string): number;
  collect(run: string, agent: string): Promise<ReviewComment[]>;
  /** The threads were sent. */
  clear(run: string, agent: string): void;
  readonly onDidChange: vscode.Event<void>;
}

/** Makes VS Code's controller with the first diff that is opened. */
export function createReviewComments(): ReviewComments {
  return new Comments();
}

class Comments implements ReviewComments {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly places = new Map<string, Place>();
  private threads: AgentThread[] = [];
  private controller: vscode.CommentController | null = null;

  allow(run: string, agent: string, sides: readonly ChangedSides[]): void {
    for (const { path, left, right } of sides) {
      if (left) this.places.set(left.toString(), { run, agent, path, before: true });
      if (right) this.places.set(right.toString(), { run, agent, path, before: false });
    }
    this.controller ??= this.made();
  }

  add({ thread, text }: vscode.CommentReply): void {
    const place = this.places.get(thread.uri.toString());
    if (!place || text.trim() === "") return;
    const said: vscode.Comment = {
      body: text,
      mode: vscode.CommentMode.Preview,
      author: { name: "You" },
      timestamp: new Date(),
    };
    thread.comments = [...thread.comments, said];
    thread.label = `For ${place.agent}`;
    thread.canReply = true;
    if (!this.threads.some((known) => known.thread === thread))
      this.threads.push({ ...place, thread, quote: linesOf(thread) });
    this.changed.fire();
  }

  discard(thread: vscode.CommentThread): void {
    thread.dispose();
    this.threads = this.threads.filter((known) => known.thread !== thread);
    this.changed.fire();
  }

  placeOf(thread: vscode.CommentThread): { run: string; agent: string } | null {
    return this.places.get(thread.uri.toString()) ?? null;
  }

  count(run: string, agent: string): number {
    return this.of(run, agent).length;
  }

  collect(run: string, agent: string): Promise<ReviewComment[]> {
    return Promise.all(this.of(run, agent).map(commentOf));
  }

  clear(run: string, agent: string): void {
    for (const { thread } of this.of(run, agent)) this.discard(thread);
  }

  dispose(): void {
    this.controller?.dispose();
    this.changed.dispose();
  }

  private of(run: string, agent: string): AgentThread[] {
    return this.threads.filter((known) => known.run === run && known.agent === agent);
  }

  private made(): vscode.CommentController {
    const controller = vscode.comments.createCommentController(commentController, "Kilo: review of agents");
    controller.options = {
      placeHolder: "What shall the agent change here?",
      prompt: "Comment for the agent",
    };
    controller.commentingRangeProvider = {
      provideCommentingRanges: ({ uri, lineCount }) =>
        this.places.has(uri.toString())
          ? [new vscode.Range(new vscode.Position(0, 0), new vscode.Position(Math.max(0, lineCount - 1), 0))]
          : [],
    };
    return controller;
  }
}

async function commentOf({ path, before, thread, quote }: AgentThread): Promise<ReviewComment> {
  const { range, comments } = thread;
  return {
    path,
    before,
    from: (range?.start.line ?? 0) + 1,
    to: (range?.end.line ?? 0) + 1,
    quote: await quote,
    texts: comments.map(({ body }) => (typeof body === "string" ? body : body.value)),
  };
}

/** Empty where the text cannot be read any more; its place and the words are sent all the same. */
async function linesOf({ uri, range }: vscode.CommentThread): Promise<string> {
  try {
    const lines = (await vscode.workspace.openTextDocument(uri)).getText().split(/\r?\n/);
    return lines.slice(range?.start.line ?? 0, (range?.end.line ?? 0) + 1).join("\n");
  } catch {
    return "";
  }
}
