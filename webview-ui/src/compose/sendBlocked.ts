// Why nothing can be sent now, in one sentence: the folder, its trust, the configuration, the models, the words.
// Pure; the engine has the last word.
import type { HostState } from "../../../src/protocol/wire";
import { tooLong } from "../ui/figures";
import { type Draft, longestPrompt } from "./draft";
import { readPrefix } from "./prefix";

export interface Blocked {
  sentence: string;
  /** True where it is only the words that are missing: nothing is wrong. */
  unwritten: boolean;
}

/** @returns null where the prompt can be sent. */
export function sendBlocked(host: HostState, draft: Draft): Blocked | null {
  const place = placeProblem(host);
  if (place) return { sentence: place, unwritten: false };
  if (readPrefix(draft.text).rest.trim() === "")
    return { sentence: "Write what shall be done first.", unwritten: true };
  if (draft.text.length > longestPrompt) {
    const over = draft.text.length - longestPrompt;
    return {
      sentence: `The prompt is ${tooLong(over)}; put the rest into a file and name it with @.`,
      unwritten: false,
    };
  }
  return null;
}

function placeProblem(host: HostState): string | null {
  if (host.virtual) return "A virtual workspace cannot be worked in.";
  if (host.folders.length === 0) return "Open a folder first.";
  if (!host.trusted) return "This folder is not trusted.";
  if (host.configProblem !== null) return "The configuration has a mistake.";
  if (host.modelProblem !== null) return "A model or its key is missing.";
  return null;
}

/** The draft's role and folder where they still exist. */
export function settled(host: HostState, draft: Draft): Draft {
  const role = host.roles.some(({ name }) => name === draft.role) ? draft.role : null;
  const folder = host.folders.some(({ path }) => path === draft.folder) ? draft.folder : null;
  return role === draft.role && folder === draft.folder ? draft : { ...draft, role, folder };
}
