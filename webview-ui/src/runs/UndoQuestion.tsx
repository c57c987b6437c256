// Asks before an undo, saying what it would touch.
import { Button } from "../ui/Button";
import { Problem } from "./Problem";
import type { Wish } from "./useWish";

interface UndoQuestionProps {
  run: string;
  /** Files the run changed; null where they are not counted. */
  files: number | null;
  wishing: Wish;
  onDone: () => void;
}

export function UndoQuestion({ run, files, wishing, onDone }: UndoQuestionProps) {
  const { busy, problem, wish } = wishing;
  const undo = async () => {
    if (await wish({ type: "run.undo", run, to: null })) onDone();
  };
  const what = files === null ? "the files of this run" : files === 1 ? "1 file" : `${files} files`;
  return (
    <div className="kilo-quote">
      <p>Undo puts {what} back as before this run. What was changed since is kept and listed.</p>
      <div className="kilo-answers">
        <Button kind="primary" label="Undo" disabled={busy} onPress={() => void undo()} />
        <Button kind="secondary" label="Keep the changes" onPress={onDone} />
      </div>
      <Problem text={problem} />
    </div>
  );
}
