// Review comments as an extension sees them: a controller, and threads a person began in an editor.
import { type Position, Range, type Uri } from "./basics";

interface Ranges {
  provideCommentingRanges(document: { uri: Uri; lineCount: number }): Range[];
}

export class TestThread {
  comments: { body: string }[] = [];
  label = "";
  canReply = false;
  disposed = false;
  constructor(
    readonly uri: Uri,
    readonly range: Range,
  ) {}
  dispose(): void {
    this.disposed = true;
  }
}

export class TestComments {
  options: unknown;
  commentingRangeProvider: Ranges | undefined;
  constructor(readonly id: string) {}
  /** Whether a person can write on a text. */
  allows(uri: unknown): boolean {
    const ranges = this.commentingRangeProvider?.provideCommentingRanges({ uri: uri as Uri, lineCount: 3 });
    return (ranges ?? []).length > 0;
  }
  /** What VS Code hands over when a person writes the first words. Lines from 0. */
  begin(uri: unknown, from: number, to: number): TestThread {
    const at = (line: number): Position => ({ line, character: 0 });
    return new TestThread(uri as Uri, new Range(at(from), at(to)));
  }
  dispose(): void {}
}
