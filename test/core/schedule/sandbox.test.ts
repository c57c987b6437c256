// The sandbox of a run: sealed as it was found, asked for the network once, told in the report. Real engine and commands.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { settleSandbox } from "../../../src/core/process/sandbox/settle";
import type { RunCommand } from "../../../src/protocol/command";
import { type SandboxSettings, sandboxWords } from "../../../src/protocol/sandbox";
import { missing } from "../../faults/sandbox/place";
import { createStage, greetProject, person, type Stage } from "./stage";

const outside = missing ? `, ${missing}` : "";
const asked = (change: Partial<SandboxSettings> = {}): SandboxSettings => ({
  ...{ mode: "auto", network: "ask", write: [] },
  ...change,
});
const command = (line: string, more: object = {}) => ({
  calls: [{ name: "run_command", input: { command: line, ...more } }],
});
const complete = { calls: [{ name: "attempt_completion", input: { result: "Done." } }] };

let stage: Stage;
let host: Server | null = null;
let knocks = 0;
afterEach(async () => {
  await stage?.close();
  host?.close();
  host = null;
});

async function fetchLine(): Promise<string> {
  knocks = 0;
  host = createServer((_, answer) => {
    knocks += 1;
    answer.end("host");
  });
  await new Promise<void>((done) => host?.listen(0, "127.0.0.1", done));
  const { port } = host?.address() as { port: number };
  return `node -e 'fetch("http://127.0.0.1:${port}").then(()=>console.log("reached"),()=>console.log("alone"))'`;
}

/** Starts a run whose coder sends these commands, and answers the question for the network as soon as it is there. */
async function played(commands: object[], sandbox: SandboxSettings, answer: object | null): Promise<string> {
  stage = await createStage({
    settings: { sandbox },
    script: { coder: [...commands, complete] },
    interactive: true,
  });
  const run = await stage.start("/single Look at it.");
  if (answer) {
    const { approval } = await stage.until(
      run,
      "approval.asked",
      (fact) => fact.approval.id === "command:network 1",
    );
    expect(approval).toMatchObject({ kind: "command", mustAsk: true, subject: { network: true } });
    const { id, hash } = approval;
    const given = { type: "approval.give", approval: id, hash, scope: "once", ...answer } as RunCommand;
    expect((await stage.engine.send(run, given, person)).ok).toBe(true);
  }
  await stage.engine.settled(run);
  return run;
}

async function networkQuestions(run: string): Promise<number> {
  const facts = await stage.facts(run);
  return facts.filter(
    (fact) => fact.type === "approval.asked" && fact.approval.id.startsWith("command:network"),
  ).length;
}

const told = () => stage.server.requests.at(-1)?.bodyText ?? "";

describe.skipIf(missing !== null)(`in a sandbox${outside}`, () => {
  it("asks for the network once a run, of a person, and gives it to those that ask", async () => {
    const line = await fetchLine();
    const wants = { network: true };
    const commands = [
      ...[command(line), command(`${line} 1>&1`, wants)],
      ...[command(`${line} 2>&2`, { network: "true" }), command(`${line} 2>&1`)],
    ];
    const run = await played(commands, asked(), { verdict: "approved", scope: "run" });
    expect([knocks, await networkQuestions(run)]).toEqual([2, 1]);
    const view = await stage.engine.view(run);
    // The network for the run is not all commands for the run.
    expect([view?.allowedForRun, view?.settings.sandbox?.kind]).toEqual([[], "bubblewrap"]);
    const report = await stage.engine.ask(run, { type: "report" });
    expect(report.ok && report.answer.type === "report" ? report.answer.text : null).toContain(
      "Sandbox: bubblewrap; commands write only to the project and temporary files",
    );
  });

  it("does without where the person says no, and does not ask again", async () => {
    const line = await fetchLine();
    const commands = [command(line, { network: true }), command(line, { network: true }), command(line)];
    const run = await played(commands, asked(), { verdict: "rejected", comment: "stay here" });
    expect([knocks, await networkQuestions(run)]).toEqual([0, 1]);
    expect(told()).toContain("The user did not allow the network for this run: stay here");
  });

  it.each([
    ["on", 2],
    ["off", 0],
  ] as const)("asks nobody where the network is %s", async (network, reached) => {
    const line = await fetchLine();
    const run = await played([command(line), command(line, { network: true })], asked({ network }), null);
    expect([knocks, await networkQuestions(run)]).toEqual([reached, 0]);
    expect(stage.server.requests[0]?.bodyText).not.toContain("internet");
  });

  it("asks nobody about a commit that could not be made, and says why others failed", async () => {
    const files = { ...greetProject, ".gitattributes": "" };
    stage = await createStage({
      files,
      beside: async ({ folder }) => {
        execFileSync("git", ["init", "-q"], { cwd: folder });
        return {};
      },
      settings: { sandbox: asked(), checks: {} },
      interactive: true,
      script: {
        coder: [
          command("git add -A && git commit -m 'done; really'"),
          command("echo x; git add -A"),
          command("git init -q own && cd own && touch a && git add a && git status --short"),
          command("git stash list; git add -h | head -n 1"),
          command("git add a", { cwd: "own" }),
          complete,
        ],
      },
    });
    const run = await stage.play("/single Look at it.");
    const facts = await stage.facts(run);
    const asks = facts.flatMap((fact) => (fact.type === "approval.asked" ? [fact.approval.toolCall] : []));
    expect([asks.includes("t1.1.1"), asks.includes("t1.2.1")]).toEqual([false, true]);
    const told = facts.flatMap((fact) =>
      fact.type === "toolCall.settled" && fact.name === "run_command" && "text" in fact.output
        ? [fact.output.text]
        : [],
    );
    expect(told).toEqual([
      expect.stringMatching(/^In the sandbox every command finds \.git read-only.*Nothing was run\.$/),
      expect.stringMatching(/^exit 128\.\nx\n[\s\S]*Read-only file system\n\[In the sandbox every command/),
      expect.stringContaining("A  a"),
      expect.stringMatching(/^exit 0/),
      expect.stringMatching(/^exit 0/),
    ]);
  });

  it("holds the project's checks too, and they are as true as outside", async () => {
    const tries =
      'import { writeFileSync } from "node:fs";\ntry { writeFileSync(process.env.HOME + "/pwned", "x"); } catch {}\n';
    stage = await createStage({
      files: { ...greetProject, "test.mjs": tries + greetProject["test.mjs"] },
      settings: { sandbox: asked() },
      script: { coder: [command("echo y > ~/pwned; echo x > /tmp/mine; echo made > made.txt"), complete] },
    });
    const run = await stage.play("/single Look at it.");
    expect(readdirSync(stage.home)).not.toContain("pwned");
    expect(stage.read("made.txt")).toBe("made\n");
    const view = await stage.engine.view(run);
    expect([view?.outcome, view?.verified]).toEqual(["done", true]);
    expect(existsSync(join(stage.home, "scratch", run, "temporary"))).toBe(false);
  });
});

it("says in the report that there was none", async () => {
  stage = await createStage({
    settings: { sandbox: asked({ mode: "off" }) },
    script: { coder: [command("echo $TMPDIR > made.txt"), complete] },
  });
  const run = await stage.play("/single Look at it.");
  const report = await stage.engine.ask(run, { type: "report" });
  const text = report.ok && report.answer.type === "report" ? report.answer.text : null;
  expect(text).toContain("## Sandbox\nNo sandbox: commands run with your rights (it is turned off).\n");
  expect(stage.read("made.txt")).toBe("\n");
});

describe("what is sealed", () => {
  const none = async () => ({ kind: "none" as const, why: "it is not installed" });

  it("is what was found, with folders of the home", async () => {
    const found = async () => ({ kind: "seatbelt" as const, program: "/x" });
    const write = ["~/.gradle", "/data"];
    const sealed = await settleSandbox(asked({ write }), "/home/me", found);
    expect(sealed).toMatchObject({ kind: "seatbelt", write: ["/home/me/.gradle", "/data"] });
  });

  it.each([
    ["auto", "No sandbox: commands run with your rights (it is not installed)."],
    ["off", "No sandbox: commands run with your rights (it is turned off)."],
  ] as const)("says so where there is none: %s", async (mode, words) => {
    const sealed = await settleSandbox(asked({ mode }), "/home/me", none);
    expect("code" in sealed ? sealed : sandboxWords(sealed)).toBe(words);
  });

  it("is refused where one is required and there is none", async () => {
    const refused = await settleSandbox(asked({ mode: "require" }), "/home/me", none);
    const message = expect.stringContaining("it is not installed");
    expect(refused).toMatchObject({ code: "not-allowed", message });
  });
});
