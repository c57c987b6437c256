// publish_artifact of an agent: looked at before it counts, kept beside the log and, for people, as a file in their folder.
// What is not what it claims to be goes back to the model and is never stored.
import { clause } from "../../../protocol/clause";
import type { Fact } from "../../../protocol/event";
import { FailureError, failure } from "../../../protocol/failure";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView } from "../../../protocol/run";
import type { AgentView } from "../../../protocol/session";
import type { TaskView } from "../../../protocol/task";
import { readBody } from "../../agent/body";
import type { EngineCall } from "../../agent/taskHost";
import { artifactNameProblem } from "../../fleet/artifacts/artifactName";
import { checkArtifact, largestArtifact } from "../../fleet/artifacts/checkArtifact";
import { artifactRoot } from "../../fleet/artifacts/excludeArtifacts";
import { type KeptArtifact, keepArtifactFile } from "../../fleet/artifacts/keepArtifactFile";
import { demand, outcomeOf } from "../../git/outcome";
import { isSecretPath } from "../../policy/secretPath";
import { resolveInside } from "../../tools/paths";
import { readBytes } from "../../tools/textFile";
import type { Runtime } from "../runtime";
import { publishedFact } from "./artifacts";
import { newsFacts } from "./stale";

export interface PublishInput {
  name: string;
  content?: string | undefined;
  /** A file of the task's tree whose content it is, in the place of `content`. */
  path?: string | undefined;
}

/** @param agent whose task calls. */
export function publishOfAgent(
  runtime: Runtime,
  task: TaskView,
  agent: AgentView,
  input: PublishInput,
  toolCall: string,
): EngineCall {
  // Some name it as others see it.
  const name = input.name.startsWith(`${agent.name}/`) ? input.name.slice(agent.name.length + 1) : input.name;
  const full = `${agent.name}/${name}`;
  const ready = {
    kind: "ready",
    approval: null,
    reason: "an artifact for other agents",
    begin: async () => () => [] as Fact[],
    finish: () => afterPublication(runtime, agent.name, name),
  } as const;
  if (runtime.log.view().openToolCalls[toolCall]) return ready;
  const problem = artifactNameProblem(name) ?? twinProblem(runtime.log.view(), full);
  if (problem)
    return { kind: "refused", text: `An artifact cannot be called ${JSON.stringify(name)}: ${problem}.` };
  return {
    ...ready,
    async begin() {
      const bytes = contentOf(runtime, task, input);
      const check = checkArtifact(name, bytes, schemaFor(runtime, name));
      if (!check.ok) throw await sentBack(runtime, task, name, `${check.problem}`, check.kind);
      const hash = runtime.store.putBlob(bytes);
      const { kind, summary } = check;
      const fact = { name: full, hash, step: task.step, task: task.task, kind, summary };
      return () => [publishedFact(fact, bytes)];
    },
  };
}

/** Two names that some file systems take for one. */
function twinProblem({ artifacts }: RunView, full: string): string | null {
  const twin = Object.keys(artifacts).find((one) => one !== full && one.toLowerCase() === full.toLowerCase());
  return twin === undefined ? null : `${twin} differs from it only in upper and lower case`;
}

/** @throws FailureError where there is none, both are given, or the file cannot be read. */
export function contentOf(runtime: Runtime, { root }: TaskView, { content, path }: PublishInput): Uint8Array {
  if ((content === undefined) === (path === undefined))
    throw new FailureError(failure("invalid-input", "Give either content or path."));
  const bytes = path === undefined ? Buffer.from(content ?? "") : demandFile(root, path);
  if (!Buffer.from(bytes.toString("utf8")).equals(bytes)) return bytes;
  // It goes to other models and into a file.
  return Buffer.from(runtime.redactText(bytes.toString("utf8")));
}

function demandFile(root: string, path: string): Buffer {
  const target = demand(resolveInside(root, path));
  if (isSecretPath(target.relative))
    throw new FailureError(
      failure("not-allowed", `${target.relative} may hold secrets; it is not published.`),
    );
  return demand(readBytes(target, largestArtifact)).bytes;
}

/** `x.schema.json`, whoever published it, says what `x.json` must be. */
function schemaFor(runtime: Runtime, name: string): unknown {
  if (!name.endsWith(".json") || name.endsWith(".schema.json")) return undefined;
  const file = name.split("/").at(-1) ?? name;
  const wanted = `/${file.slice(0, -".json".length)}.schema.json`;
  const found = Object.entries(runtime.log.view().artifacts).find(([one]) => one.endsWith(wanted));
  if (!found) return undefined;
  const text = Buffer.from(runtime.store.getBlob(found[1].hash)).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asked for once more; then the agent goes on without it. */
async function sentBack(
  runtime: Runtime,
  { task }: TaskView,
  name: string,
  problem: string,
  kind: string,
): Promise<FailureError> {
  const start = `${name} was not published: `;
  const history = await runtime.history(task);
  const isSecond = history.some(
    (fact) =>
      fact.type === "toolCall.settled" &&
      fact.name === "publish_artifact" &&
      readBody(fact.output, (hash) => runtime.store.getBlob(hash)).startsWith(start),
  );
  const cure = isSecond
    ? `It was sent back before: go on without it and say so in your result, or give it a name that does not promise ${kind}.`
    : "Mend it and publish it once more.";
  return new FailureError(failure("invalid-input", `${start}${clause(problem)}. ${cure}`));
}

/** The file for people, and word to agents that know an older version. Done again after a crash, it changes nothing. */
async function afterPublication(runtime: Runtime, agent: string, name: string) {
  const { log, store } = runtime;
  const view = log.view();
  const artifact = ownNamed(view.artifacts, `${agent}/${name}`);
  if (!artifact) return { text: `${name} was not published.`, note: "not published", isError: true };
  const { hash, kind = "text", summary = "", task } = artifact;
  const bytes = store.getBlob(hash);
  await keepFile(runtime, { agent, name, bytes, kind, summary, run: view.run, task });
  const news = newsFacts(log.view());
  if (news.length > 0) log.append(...news);
  return { text: `Published ${agent}/${name} (${summary}).`, note: summary };
}

async function putFile(runtime: Runtime, artifact: KeptArtifact) {
  const root = await artifactRoot(runtime.git(runtime.log.view().folder), runtime.ports);
  return demand(keepArtifactFile(root, artifact));
}

/** That there is no file stops nothing: agents read artifacts from the log. */
async function keepFile(runtime: Runtime, artifact: KeptArtifact): Promise<void> {
  const { log } = runtime;
  const kept = await outcomeOf(() => putFile(runtime, artifact));
  const { agent, name } = artifact;
  if (!kept.ok) {
    const text = `The artifact ${agent}/${name} is kept in the log, but not as a file: ${kept.failure.message}`;
    log.append({ type: "notice.given", text });
  } else if (kept.value.aside !== null) {
    const text = `${kept.value.path} was changed by hand; it is kept as ${kept.value.aside}.`;
    log.append({ type: "notice.given", text });
  }
}
