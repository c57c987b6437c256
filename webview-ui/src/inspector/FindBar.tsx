// The search inside the inspector: words, how often they stand there, and the way from one to the next.
import { Button } from "../ui/Button";
import { TextField } from "../ui/TextField";
import type { Found } from "./useFind";

interface FindBarProps {
  words: string;
  onWords: (words: string) => void;
  found: Found;
}

export function FindBar({ words, onWords, found }: FindBarProps) {
  const { count, at, next, previous } = found;
  return (
    <search className="inspector-find">
      <TextField
        label="Find in this tab"
        labelHidden
        placeholder="Find"
        value={words}
        onChange={onWords}
        onSubmit={next}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || words === "") return;
          event.stopPropagation();
          onWords("");
        }}
      />
      <span className="kilo-figure kilo-small kilo-muted" role="status">
        {words.trim() === "" ? "" : `${at} of ${count}`}
      </span>
      <Button kind="icon" icon="arrow-up" label="Previous match" disabled={count === 0} onPress={previous} />
      <Button kind="icon" icon="arrow-down" label="Next match" disabled={count === 0} onPress={next} />
    </search>
  );
}
