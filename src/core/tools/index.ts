// The list of tools. Adding one is a new file and a line here.
import type { Shell } from "../process/runShell";
import { askUser } from "./askUser";
import { attemptCompletion } from "./attemptCompletion";
import { deleteFile } from "./deleteFile";
import { editFile } from "./editFile";
import { listFiles } from "./listFiles";
import { moveFile } from "./moveFile";
import { readFile } from "./readFile";
import { readOutput } from "./readOutput";
import { reportVerification } from "./reportVerification";
import { createRunCommand } from "./runCommand";
import { createSearchFiles } from "./searchFiles";
import { submitPlan } from "./submitPlan";
import type { Tool } from "./tool";
import { writeFile } from "./writeFile";

/** What the host gives the tools. */
export interface ToolHost {
  shell: Shell;
  /** The host's PATH; only ripgrep is looked for in it. */
  searchPath: string;
}

export function createTools({ shell, searchPath }: ToolHost): Tool[] {
  return [
    readFile,
    listFiles,
    createSearchFiles(searchPath),
    editFile,
    writeFile,
    moveFile,
    deleteFile,
    createRunCommand(shell),
    readOutput,
    submitPlan,
    attemptCompletion,
    reportVerification,
    askUser,
  ];
}
