// Suggestions for the word under the caret: prefixes at once, files when the person rests for a moment.
import { useEffect, useState } from "react";
import { paneHost } from "../host/paneHost";
import { type Completing, completingAt, prefixChoices } from "./completion";
import { readFiles } from "./readAnswers";

export interface Suggestions {
  completing: Completing | null;
  choices: readonly string[];
  /** Index of the marked choice. */
  active: number;
  setActive: (index: number) => void;
  /** Hides the list until another word is written. */
  dismiss: () => void;
}

const restMs = 120;
const mostFiles = 12;

export function useSuggestions(text: string, caret: number | null): Suggestions {
  const found = caret === null ? null : completingAt(text, caret);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [marked, setMarked] = useState({ letters: "", index: 0 });
  const completing = found && found.from !== dismissed ? found : null;
  const files = useFiles(completing?.kind === "file" ? completing.letters : null);
  const choices =
    completing === null ? [] : completing.kind === "prefix" ? prefixChoices(completing.letters) : files;
  const isElsewhere = found === null;
  useEffect(() => {
    // Another word may be completed again.
    if (isElsewhere) setDismissed(null);
  }, [isElsewhere]);
  const letters = completing?.letters ?? "";
  return {
    completing,
    choices,
    active: marked.letters === letters ? Math.min(marked.index, Math.max(0, choices.length - 1)) : 0,
    setActive: (index) => setMarked({ letters, index }),
    dismiss: () => setDismissed(found?.from ?? null),
  };
}

/** @param letters null where no file is being named. */
function useFiles(letters: string | null): string[] {
  const [files, setFiles] = useState<string[]>([]);
  useEffect(() => {
    if (letters === null) {
      setFiles((known) => (known.length === 0 ? known : []));
      return;
    }
    let newest = true;
    const timer = setTimeout(async () => {
      const reply = await paneHost().ask({ type: "files", letters });
      if (newest) setFiles(readFiles(reply).slice(0, mostFiles));
    }, restMs);
    return () => {
      newest = false;
      clearTimeout(timer);
    };
  }, [letters]);
  return files;
}
