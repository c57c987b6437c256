// The list of tools. Adding one is a new file and a line here.
import type { Shell } from "../process/runShell";
import type { SandboxPlan } from "../process/sandbox/plan";
import { answerQuestion } from "./answerQuestion";
import { answerTask } from "./answerTask";
import { askOrchestrator } from "./askOrchestrator";
import { askParent } from "./askParent";
import { askUser } from "./askUser";
import { attemptCompletion } from "./attemptCompletion";
import { cancelTask } from "./cancelTask";
import { deleteFile } from "./deleteFile";
import { editFile } from "./editFile";
import { handOff } from "./handOff";
import { listFiles } from "./listFiles";
import { moveFile } from "./moveFile";
import { newTask } from "./newTask";
import { openSkill } from "./openSkill";
import { publishArtifact } from "./publishArtifact";
import { readFile } from "./readFile";
import { readOutput } from "./readOutput";
import { reportVerification } from "./reportVerification";
import { createRunCommand } from "./runCommand";
import { createSearchFiles } from "./searchFiles";
import { submitPlan } from "./submitPlan";
import { switchMode } from "./switchMode";
import type { Tool } from "./tool";
import { updatePlan } from "./updatePlan";
import { writeFile } from "./writeFile";

/** What the host gives the tools. */
export interface ToolHost {
  shell: Shell;
  /** The host's PATH; only ripgrep is looked for in it. */
  searchPath: string;
  /** What shell commands run in, where it is a sandbox. */
  sandbox?: Pick<SandboxPlan, "mayAsk"> | null;
}

export function createTools({ shell, searchPath, sandbox = null }: ToolHost): Tool[] {
  return [
    readFile,
    listFiles,
    createSearchFiles(searchPath),
    editFile,
    writeFile,
    moveFile,
    deleteFile,
    createRunCommand(shell, sandbox),
    readOutput,
    submitPlan,
    attemptCompletion,
    reportVerification,
    askUser,
    newTask,
    answerTask,
    cancelTask,
    updatePlan,
    switchMode,
    handOff,
    askParent,
    askOrchestrator,
    answerQuestion,
    publishArtifact,
    openSkill,
  ];
}
