// The tools of an agent's process, and no others: what it never carries out it need not load, for there are many of it.
import { deleteFile } from "../../tools/deleteFile";
import { editFile } from "../../tools/editFile";
import type { ToolHost } from "../../tools/index";
import { listFiles } from "../../tools/listFiles";
import { moveFile } from "../../tools/moveFile";
import { readFile } from "../../tools/readFile";
import { createRunCommand } from "../../tools/runCommand";
import { createSearchFiles } from "../../tools/searchFiles";
import type { Tool } from "../../tools/tool";
import { writeFile } from "../../tools/writeFile";
import type { HandTool } from "./agentWorker";

/** The very tools of the engine that `handTools` names. */
export function createHandTools({ shell, searchPath, sandbox = null }: ToolHost): Tool[] {
  const tools: Record<HandTool, Tool> = {
    read_file: readFile,
    list_files: listFiles,
    search_files: createSearchFiles(searchPath),
    edit_file: editFile,
    write_file: writeFile,
    move_file: moveFile,
    delete_file: deleteFile,
    run_command: createRunCommand(shell, sandbox),
  };
  return Object.values(tools);
}
