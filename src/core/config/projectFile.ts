// What a project's own `.kilocode/agent-manager.json` may say about a run. It may only tighten what the user set;
// keys that would widen are listed for the user and have no effect; addresses and keys of models are never read from it.
import * as z from "zod";
import type { ApprovalKind } from "../../protocol/approval";
import { FailureError, failure, type Result } from "../../protocol/failure";
import type { ApproveRule } from "../../protocol/settings";
import { approvalKindOf } from "./approveKinds";
import { rulesOf } from "./approveRules";
import { jsonFault } from "./jsonFault";
import { managerSchema } from "./sessionFiles/managerSchema";
import { projectText } from "./sessionFiles/projectText";
import { linesOf, readWritten } from "./sessionFiles/readWritten";

export const projectFileName = ".kilocode/agent-manager.json";

export interface ProjectFile {
  budgetUsd?: number;
  maxIterations?: number;
  /** It counts only where it is stricter than the user's. */
  sandbox?: "auto" | "require";
  /** Kinds the project wants a person to decide. */
  ask: ApprovalKind[];
  /** The same for one role or one depth. */
  askRules: ApproveRule[];
  /** Keys that would widen what the user set. */
  widens: string[];
}

const askOrAuto = () => z.enum(["ask", "auto"]);
/** By role or depth, then by kind. */
const narrower = () => z.record(z.string(), z.record(z.string(), askOrAuto()));

/** Made where there is such a file. */
const projectSchema = () =>
  z.looseObject({
    worktreeBasePath: z.string().optional(),
    orchestrator: z
      .looseObject({
        model: z.string().optional(),
        budgetUsd: z.number().positive().max(10_000).optional(),
        maxIterations: z.number().int().min(1).max(20).optional(),
        sandbox: z.enum(["off", "auto", "require"]).optional(),
        approve: z
          .object({ role: narrower().optional(), depth: narrower().optional() })
          .catchall(askOrAuto())
          .optional(),
      })
      .optional(),
    agents: z.record(z.string(), z.looseObject({ model: z.string().optional() })).optional(),
  });

/**
 * Reads the project's file; only for a folder that is trusted.
 * @returns null where there is none.
 */
export async function readProjectFile(folder: string): Promise<Result<ProjectFile | null>> {
  try {
    const text = await projectText(folder, projectFileName);
    return text === null ? { ok: true, value: null } : parseProjectFile(text);
  } catch (thrown) {
    if (thrown instanceof FailureError) return { ok: false, failure: thrown.failure };
    throw thrown;
  }
}

/** {@link readProjectFile} of a text. */
export function parseProjectFile(text: string): Result<ProjectFile> {
  const source = text.replace(/^\ufeff/, "");
  let raw: unknown;
  try {
    raw = JSON.parse(source);
  } catch (thrown) {
    const { line, why } = jsonFault(source, thrown);
    return refused(`${projectFileName}${line === null ? "" : `:${line}`} is not JSON: ${why}.`);
  }
  const { wrong, twice } = linesOf(source);
  if (twice) return refused(`${projectFileName}:${wrong}: ${twice}.`);
  const parsed = projectSchema().safeParse(raw);
  if (!parsed.success) {
    // The form that editors complete by says what is allowed, and where the mistake stands.
    const told = readWritten(source, projectFileName, managerSchema());
    if (!told.ok) return told;
    const issues = parsed.error.issues.map(
      (issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`,
    );
    return refused(`${projectFileName} cannot be used: ${issues.join("; ")}.`);
  }
  const { orchestrator = {}, agents = {}, worktreeBasePath } = parsed.data;
  const widens: string[] = [];
  const ask: ApprovalKind[] = [];
  for (const [name, wanted] of Object.entries(orchestrator.approve ?? {})) {
    const kind = approvalKindOf(name);
    if (typeof wanted !== "string") continue;
    if (wanted === "auto") widens.push(`orchestrator.approve.${name}`);
    else if (kind) ask.push(kind);
  }
  const rules = rulesOf(orchestrator.approve ?? {});
  for (const { rule, key } of rules)
    if (rule.answer === "auto") widens.push(["orchestrator", ...key].join("."));
  const askRules = rules.flatMap(({ rule }) => (rule.answer === "ask" ? [rule] : []));
  if (orchestrator.model !== undefined) widens.push("orchestrator.model");
  for (const [name, agent] of Object.entries(agents))
    if (agent.model !== undefined) widens.push(`agents.${name}.model`);
  if (worktreeBasePath !== undefined && /^([/\\~]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(worktreeBasePath)) {
    widens.push("worktreeBasePath");
  }
  widens.push(...addressesAndKeys(raw));
  const { budgetUsd, maxIterations, sandbox } = orchestrator;
  if (sandbox === "off") widens.push("orchestrator.sandbox");
  return {
    ok: true,
    value: {
      ask,
      askRules,
      widens,
      ...(budgetUsd === undefined ? {} : { budgetUsd }),
      ...(maxIterations === undefined ? {} : { maxIterations }),
      ...(sandbox === undefined || sandbox === "off" ? {} : { sandbox }),
    },
  };
}

/** Whether a key of `ProjectFile.widens` may hold in an Agent Manager session, after an approval. */
export function isSessionKey(key: string): boolean {
  return /^(worktreeBasePath|orchestrator\.model|agents\..+\.model)$/.test(key);
}

/** Keys anywhere in the file that name an address or a key of a model. */
function addressesAndKeys(value: unknown, path: string[] = []): string[] {
  if (typeof value !== "object" || value === null || path.length > 8) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    const found = /^(base_?url|api_?key(_?env)?|endpoint)$/i.test(key) ? [here.join(".")] : [];
    return [...found, ...addressesAndKeys(inner, here)];
  });
}

function refused(message: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", message) };
}
