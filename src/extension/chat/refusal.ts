// What a chat says when nothing can be started, with the button that leads on. Pure.
import type { Failure } from "../../protocol/failure";
import type { HostState } from "../../protocol/wire";
import { fenced, plain } from "./safeMarkdown";

export interface Refusal {
  /** Safe Markdown. */
  text: string;
  /** The same for a model. */
  words: string;
  button: { title: string; command: string } | null;
}

const manageTrust = { title: "Manage Workspace Trust", command: "workbench.trust.manage" };
const openFolder = { title: "Open Folder", command: "workbench.action.files.openFolder" };
const openConfig = { title: "Open Configuration", command: "kilo.openConfig" };
const setKey = { title: "Set API Key", command: "kilo.setKey" };

/** What is known before anything is tried; null where a run may be started. */
export function refusedBy(state: Pick<HostState, "folders" | "trusted" | "virtual">): Refusal | null {
  if (state.virtual) {
    return made("Kilo needs files on a disk: a virtual workspace cannot be worked in.", null);
  }
  if (state.folders.length === 0) return made("Open a folder first: a run works in one.", openFolder);
  if (!state.trusted) {
    return made("This folder is not trusted, so nothing is started in it. Trust it first.", manageTrust);
  }
  return null;
}

/** Why the engine did not take it. */
export function refusedFor({ code, message }: Failure): Refusal {
  switch (code) {
    case "key-missing":
      return made(message, setKey);
    case "model-missing":
    case "unpriced-model":
    case "invalid-input":
      return made(message, openConfig);
    case "not-trusted":
      return made(message, manageTrust);
    default:
      return made(message, null);
  }
}

/** Lines to add to a file follow the sentence, and are shown to be copied. */
function made(message: string, button: Refusal["button"]): Refusal {
  const [sentence = "", ...lines] = message.split("\n");
  const code = lines.join("\n").trim();
  const text = [plain(sentence, 2_000), ...(code === "" ? [] : [fenced(code, "toml")])].join("\n\n");
  return { text, words: message, button };
}
