// What would hold shell commands here if a run started now, in one sentence for a person. It starts no run.

import { type SandboxSettings, sandboxWords } from "../../protocol/sandbox";
import { settleSandbox } from "../process/sandbox/settle";

export async function sandboxHere(
  asked: SandboxSettings,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const sandbox = await settleSandbox(asked, variables.HOME ?? "");
  return "code" in sandbox ? sandbox.message : sandboxWords(sandbox);
}
