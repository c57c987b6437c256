// The packet of a subtask: what its parent wrote for it, and what the project says to everybody. Nothing of any conversation.
import { ownNamed } from "../../protocol/ownNamed";
import type { RunView } from "../../protocol/run";
import { readBody } from "../agent/body";
import type { Role } from "../roles/role";
import { pageOf } from "../tools/clipText";
import { checksText, contractText, diffSoFar, join } from "./packets";
import { projectRules } from "./repositoryContext";
import type { Runtime } from "./runtime";

export interface SubtaskOrder {
  message: string;
  files: string[];
  artifacts: string[];
  resultSchema?: Record<string, unknown>;
}

/** Characters of one artifact in a packet; the whole is read with read_output. */
const artifactBudget = 8_000;

export async function subtaskPacket(runtime: Runtime, role: Role, order: SubtaskOrder): Promise<string> {
  const view = runtime.log.view();
  const rules = await projectRules(runtime, order.files);
  if (role.packet === "review") {
    const diff = (await diffSoFar(runtime)) ?? "Nothing was changed in this run so far.";
    return join(`Judge against this:\n${order.message}`, diff, rules, schemaText(order), ending(role));
  }
  return join(
    order.message,
    order.files.length > 0 ? `Files: ${order.files.join(", ")}` : null,
    artifactsText(runtime, order.artifacts),
    role.write === false ? null : contractText(view),
    role.run ? checksText(view) : null,
    rules,
    schemaText(order),
    ending(role),
  );
}

/** Roles that end otherwise when the work is the run's own are told how a subtask ends. */
function ending({ ends }: Role): string | null {
  if (ends === "attempt_completion") return null;
  return "You are a subtask: end with attempt_completion(result). Only your result goes back to whoever gave you this.";
}

function schemaText({ resultSchema }: SubtaskOrder): string | null {
  if (!resultSchema) return null;
  return `Your result must be JSON, without any words around it, that fits this schema:\n${JSON.stringify(resultSchema)}`;
}

function artifactsText(runtime: Runtime, names: string[]): string | null {
  const { artifacts }: Pick<RunView, "artifacts"> = runtime.log.view();
  const texts = names.flatMap((name) => {
    const known = ownNamed(artifacts, name);
    if (!known) return [];
    const whole = readBody({ blob: known.hash, bytes: known.bytes, head: "" }, (hash) =>
      runtime.store.getBlob(hash),
    );
    const shown = pageOf(whole, 0, artifactBudget);
    const rest =
      shown.length < whole.length
        ? `\n[${whole.length - shown.length} more characters; read_output id=${known.hash} start=${shown.length}]`
        : "";
    return [`Artifact ${name}:\n${shown}${rest}`];
  });
  return texts.length > 0 ? texts.join("\n\n") : null;
}
