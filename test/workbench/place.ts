// Where a test's runs take place: copies of the sample project as git repositories, a KILO_HOME whose configuration points
// at a scripted model, and that model, which lives in the test's own process.
import { cp, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addTrust } from "../../src/core/config/trust";
import { type DemoFamily, demoConfig, demoKeyName } from "../../src/demo/demoConfig";
import { git, writeDemoConfig } from "../../src/demo/demoFolder";
import type { ModelScript } from "../../src/demo/modelServer/script";
import { type ScriptRule, scriptOf } from "../../src/demo/modelServer/scriptOf";
import { type ModelServer, startModelServer } from "../../src/demo/modelServer/startModelServer";
import { scriptFor } from "../../src/demo/script";

export interface PlaceOptions {
  /** The dialect of the scripted model; `anthropic` unless told. */
  family?: DemoFamily;
  /** Before each answer, milliseconds: long enough to look at a run that is under way. */
  delayMs?: number;
  /** False: no variable holds a key, as on a machine where nobody has set one. */
  key?: boolean;
  /** False: `kilo-code trust` was not called for the project. (The window has its own trust; see startWorkbench.) */
  trusted?: boolean;
  /** Lines added to config.toml. */
  config?: string;
}

/** Lines of config.toml with which nothing a rule can decide waits for a person. */
export const automatic = `[orchestrator.approve]
plan = "auto"
subtask = "auto"
completion = "auto"
command = "auto"
edit = "auto"
`;

export interface Place {
  /** The first project. */
  project: string;
  /** KILO_HOME. */
  home: string;
  /** Variables for the extension host. */
  env: Record<string, string>;
  /** Its `requests` are everything the models were asked. */
  model: ModelServer;
  /** What the models answer from now on: the demo's script of a prompt, rules, or a function. */
  script(answers: string | ScriptRule[] | ModelScript): void;
  /** Another copy of the sample in the same home. @param name of its folder. */
  addProject(name: string, options?: { trusted?: boolean; repository?: boolean }): Promise<string>;
  /** Ends the model and removes the folders. */
  remove(): Promise<void>;
}

const sample = join(import.meta.dirname, "..", "..", "src", "demo", "sample");

/** Makes the place; the models know nothing until `script` is called. */
export async function makePlace(options: PlaceOptions = {}): Promise<Place> {
  const { family = "anthropic", key = true, trusted = true, delayMs = 0 } = options;
  let answer: ModelScript = scriptOf([]);
  const model = await startModelServer((request) => answer(request), { delayMs });
  const top = await mkdtemp(join(await realpath(tmpdir()), "kilo-place-"));
  const home = join(top, "kilo-home");
  await mkdir(home, { mode: 0o700 });
  const addProject: Place["addProject"] = async (name, given = {}) => {
    const project = join(top, name);
    await cp(sample, project, { recursive: true });
    if (given.repository !== false) await commitAll(project);
    if (given.trusted !== false) await addTrust(home, project);
    return project;
  };
  const project = await addProject("users-service", { trusted });
  await writeDemoConfig(
    { top, project, home },
    `${await demoConfig(model.url, family)}\n${options.config ?? ""}`,
  );
  return {
    project,
    home,
    env: { KILO_HOME: home, ...(key ? { [demoKeyName]: "no-key-is-needed" } : {}) },
    model,
    script: (answers) => {
      answer = typeof answers === "function" ? answers : scriptOf(rulesOf(answers));
    },
    addProject,
    remove: async () => {
      await model.close();
      await rm(top, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function rulesOf(answers: string | ScriptRule[]): ScriptRule[] {
  if (typeof answers !== "string") return answers;
  const script = scriptFor(answers);
  if (!script) throw new TypeError(`the demo has no script for: ${answers}`);
  return script.rules;
}

async function commitAll(project: string): Promise<void> {
  await git(project, "init", "--quiet", "--template=");
  await git(project, "symbolic-ref", "HEAD", "refs/heads/main");
  await git(project, "add", "--all");
  await git(project, "commit", "--quiet", "--message", "A service that lists users");
}
