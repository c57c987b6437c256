// The program as a user has it, end to end: real processes, a real repository, a scripted model on this machine.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ScriptRule } from "../../src/demo/modelServer/scriptOf";
import type { ModelServer } from "../../src/demo/modelServer/startModelServer";
import { openProgram, type Program, removeProgram, scriptedModel, watch } from "./program";

const opened: Program[] = [];
const servers: ModelServer[] = [];

afterEach(async () => {
  for (const program of opened.splice(0)) program.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

afterAll(removeProgram);

async function open(rules: ScriptRule[] = [], more = "") {
  const program = await openProgram({ "a.txt": "one\n" });
  opened.push(program);
  const { server, config } = await scriptedModel(rules);
  servers.push(server);
  program.configure(config + more);
  return { program, server, config };
}

const call = (name: string, input: unknown) => ({ text: "", calls: [{ name, input }] });
const done = (result: string) => call("attempt_completion", { result });
const edits: ScriptRule = {
  role: "coder",
  task: "change a.txt",
  replies: [
    call("read_file", { path: "a.txt" }),
    call("write_file", { path: "a.txt", content: "two\n" }),
    done("a.txt says two"),
  ],
};
const plan = {
  summary: "Two files.",
  steps: [
    { title: "Write b", instructions: "Write b.txt" },
    { title: "Write c", instructions: "Write c.txt", after: [1] },
  ],
};
const planned: ScriptRule[] = [
  { role: "planner", replies: [call("submit_plan", plan)] },
  {
    role: "coder",
    task: "Write b",
    replies: [call("write_file", { path: "b.txt", content: "b\n" }), done("b")],
  },
  {
    role: "coder",
    task: "Write c",
    replies: [
      call("write_file", { path: "c.txt", content: "c\n" }),
      call("run_command", { command: "touch d.txt" }),
      done("c"),
    ],
  },
];
const ci = "\n[ci]\nauto_approve = true\n";

describe("words", () => {
  let program: Program;
  beforeAll(async () => {
    program = await openProgram();
  });
  afterAll(() => program.close());
  test.each<[string[], number, RegExp]>([
    [["--version"], 0, /^kilo-code \d+\.\d+\.\d+\n$/],
    [["--help"], 0, /Usage: kilo-code <verb>.*Exit codes/s],
    [[], 2, /Usage: kilo-code <verb>/],
    [["help", "run"], 0, /--max-iterations/],
    [["run", "--help"], 0, /--require-verified/],
    [["rn"], 2, /^There is no verb "rn". Did you mean `kilo-code run`\?\n$/],
    [["run"], 2, /There is no prompt/],
    [["run", "/single"], 2, /There is no prompt/],
    [["run", "--role", "codr", "x"], 2, /Did you mean coder\?/],
    [["run", "--cwd", "nowhere", "x"], 2, /--cwd names no folder: nowhere/],
    [["status"], 2, /no runs in this folder yet/],
    [["show", "t1.1"], 2, /no runs in this folder yet/],
  ])("%j exits %i", async (args, code, words) => {
    const { code: exit, out, error } = await program.run(args);
    expect(out + error).toMatch(words);
    expect(exit).toBe(code);
  });
});

describe("route", () => {
  test("one prompt, with reasons", async () => {
    const { program } = await open();
    const { code, out } = await program.run(["route", "What does parseDate do?"]);
    expect(out).toMatch(/^chat /);
    expect(code).toBe(0);
  });
  test("says where the rules are unsure, and who would be asked", async () => {
    const { program } = await open();
    const args = ["route", "better greetings"];
    const before = await program.run(args);
    expect(before.out).toMatch(
      /\n {2}unsure: .*; without \[orchestrator\.models\] router the rules decide\n$/,
    );
    expect((await program.run(["route", "What does parseDate do?"])).out).not.toContain("unsure");
    program.configure('[orchestrator.models]\nrouter = "openai/gpt-4o-mini"\n');
    expect((await program.run(args)).out).toMatch(/\n {2}unsure: .*; a run would ask openai\/gpt-4o-mini\n$/);
    const json = JSON.parse((await program.run([...args, "--json"])).out) as object;
    expect(json).toMatchObject({ unsure: expect.any(String), router: "openai/gpt-4o-mini" });
  });
  test("lines in, lines out, in order; a bad line is told and the rest goes on", async () => {
    const { program } = await open();
    const input = '{"id":7,"prompt":"/single x"}\nnot json\n\n{"id":"b","prompt":"hello"}';
    const { code, out, error } = await program.run(["route", "--stdin"], { input });
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id, decision }) => [id, decision])).toEqual([
      [7, "single"],
      ["b", "chat"],
    ]);
    expect(Object.keys(lines[0])).toEqual(["id", "decision", "estimatedLines", "reasons"]);
    expect(error).toContain("line 2 is not");
    expect(code).toBe(2);
  });
});

describe("a run", () => {
  test("from trust to undo", async () => {
    const { program } = await open([edits]);
    const refused = await program.run(["run", "/single change a.txt"]);
    expect(refused).toMatchObject({ code: 3, out: "" });
    expect(refused.error).toContain("kilo-code trust");
    await program.run(["trust"]);
    const { code, out } = await program.run(["run", "/single change a.txt"]);
    expect(code).toBe(0);
    expect(out).toContain("# Done, not verified");
    const file = join(program.folder, "a.txt");
    expect(readFileSync(file, "utf8")).toBe("two\n");
    const shown = await program.run(["show", "t1.2"]);
    expect(shown.out).toContain("rebuilt identically from the log");
    expect((await program.run(["status"])).out).toContain("✓ t1 coder (model-1) done, 3 turns");
    expect((await program.run(["undo"])).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe("one\n");
    expect((await program.run(["logs", "--follow"])).out).toContain("undone: 1 restored");
  });

  test("--json is one fact per line and nothing else; --require-verified makes an unproved success a failure", async () => {
    const { program } = await open([edits]);
    await program.run(["trust"]);
    const { code, out } = await program.run(["run", "--json", "--require-verified", "/single change a.txt"]);
    const facts = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, at) => at + 1));
    expect(facts[0].fact.type).toBe("run.started");
    expect(facts.at(-1).fact.type).toBe("run.ended");
    expect(code).toBe(1);
  });

  test("waits for a person, and goes on with what the person approves", async () => {
    const { program, config } = await open(planned);
    await program.run(["trust"]);
    const waits = await program.run(["run", "-"], { input: "/orchestrate write b and c" });
    expect(waits.code).toBe(3);
    expect(waits.error).toContain("waits for you (plan): Plan with 2 steps: Two files.");
    expect(await program.run(["resume"])).toMatchObject({ code: 3, out: "" });
    const early = await program.run(["resume", "--yes"]);
    expect(early.code).toBe(3);
    expect(early.error).toContain("auto_approve = true");
    program.configure(config + ci);
    const approved = await program.run(["resume", "--approve", "plan"]);
    expect(approved.code).toBe(3);
    expect(approved.error).toContain("is paused: Nobody could be asked: Start step s1: Write b");
    expect(approved.error).toContain("waits for you (subtask)");
    expect((await program.run(["logs"])).out).not.toContain("Paused by the user");
    const finished = await program.run(["resume", "last", "--yes"]);
    expect(finished.code).toBe(0);
    expect(["b.txt", "c.txt", "d.txt"].map((name) => existsSync(join(program.folder, name)))).toEqual([
      true,
      true,
      true,
    ]);
    await program.run(["undo", "--to", "s2"]);
    expect(["b.txt", "c.txt", "d.txt"].map((name) => existsSync(join(program.folder, name)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("--yes needs a terminal or the user's own word", async () => {
    const { program, server } = await open(planned);
    await program.run(["trust"]);
    const { code, error } = await program.run(["run", "--yes", "/orchestrate write b and c"]);
    expect(code).toBe(3);
    expect(error).toContain("[ci]\nauto_approve = true");
    expect(server.requests).toEqual([]);
  });

  test("--yes with the user's own word asks nobody", async () => {
    const { program } = await open(planned, ci);
    await program.run(["trust"]);
    expect((await program.run(["run", "--yes", "/orchestrate write b and c"])).code).toBe(0);
  });

  test("stops at the cap, which nothing said beforehand raises, and goes on with more money", async () => {
    const { program } = await open([edits], ci);
    await program.run(["trust"]);
    const capped = await program.run(["run", "--budget", "0.01", "/single change a.txt"]);
    expect(capped.code).toBe(5);
    expect(capped.error).toContain("--budget <dollars>");
    const again = await program.run(["resume", "--yes"]);
    expect([again.code, again.error]).toEqual([5, expect.stringContaining("--budget <dollars>")]);
    expect((await program.run(["logs"])).out).not.toContain("rejected");
    expect(await program.run(["resume", "--budget", "0.01"])).toMatchObject({
      code: 2,
      error: "The new budget must be higher than the one that holds, $0.0100.\n",
    });
    expect((await program.run(["resume", "--budget", "1"])).code).toBe(0);
  });

  test("Ctrl+C pauses it durably, and resume goes on", async () => {
    const slow = {
      role: "coder",
      task: "change a.txt",
      replies: [{ ...done("late"), delayMs: 60_000 }, done("soon")],
    };
    const { program, server } = await open([slow]);
    await program.run(["trust"]);
    const child = program.start(["run", "/single change a.txt"]);
    const finished = watch(child);
    while (server.requests.length === 0) await new Promise(setImmediate);
    child.kill("SIGINT");
    const { code, error } = await finished;
    expect(code).toBe(130);
    expect(error).toContain("Go on: kilo-code resume");
    expect((await program.run(["resume"])).code).toBe(0);
  });

  test("is followed from another process until it ends", async () => {
    const { program } = await open([
      { ...edits, replies: edits.replies.map((reply) => ({ ...reply, delayMs: 200 })) },
    ]);
    await program.run(["trust"]);
    const running = program.start(["run", "/single change a.txt"]);
    const finished = watch(running);
    await new Promise((first) => running.stdout?.once("data", first));
    const followed = await program.run(["logs", "--follow"]);
    expect(followed.out).toContain("done, not verified");
    expect((await finished).code).toBe(0);
  });

  test("a command of a run may not speak for a person", async () => {
    const { program } = await open([edits]);
    const inside = { variables: { KILO_RUN: "20260102-030405-abcd" } };
    for (const args of [["run", "x"], ["trust"]]) {
      const { code, error } = await program.run(args, inside);
      expect(code).toBe(3);
      expect(error).toContain("do it in a terminal of your own");
    }
  });
});

describe("settings", () => {
  test("a key is found, and never shown", async () => {
    const { program } = await open();
    program.configure("[orchestrator]\nbudget_usd = 1.25\n");
    const variables = { ANTHROPIC_API_KEY: "sk-ant-very-secret-value" };
    const models = await program.run(["models"], { variables });
    expect(models.code).toBe(0);
    expect(models.out).toMatch(
      /planner +anthropic\/claude-opus-4-7 +\$5\.00 in, \$25\.00 out +1000000 +ANTHROPIC_API_KEY ✓ exists/,
    );
    const config = await program.run(["config"], { variables });
    expect(config.out).toMatch(/orchestrator\.budget_usd +1\.25 +.*config\.toml:2/);
    expect(models.out + models.error + config.out + config.error).not.toContain("very-secret");
  });

  test("a role without its key stops before anything starts, with the line to add", async () => {
    const { program } = await open();
    program.configure('[orchestrator.models]\ncoder = "openai/gpt-5.6"\n');
    await program.run(["trust"]);
    const { code, error } = await program.run(["run", "x"], { variables: { ANTHROPIC_API_KEY: "k" } });
    expect(code).toBe(2);
    expect(error).toContain("OPENAI_API_KEY");
    expect((await program.run(["runs"])).error).toContain("no runs in this folder yet");
  });

  test("init writes the file once", async () => {
    const program = await openProgram();
    opened.push(program);
    expect((await program.run(["config", "init"])).code).toBe(0);
    const again = await program.run(["config", "init"]);
    expect(again.code).toBe(2);
    expect(again.error).toContain("exists already");
    const shown = await program.run(["config"]);
    expect([shown.code, shown.error]).toEqual([0, expect.stringMatching(/^(?:No sandbox|Sandbox): .+\.$/m)]);
  });

  test("a mistake is told with file and line, without a stack", async () => {
    const { program } = await open();
    program.configure("[orchestrator]\nmax_iterations = 0\n");
    const { code, error } = await program.run(["config"]);
    expect(error).toBe(
      `${join(program.home, "config.toml")}:2: orchestrator.max_iterations must be a whole number from 1 to 20, not 0\n`,
    );
    expect(code).toBe(2);
    program.configure('[orchestrator]\nescalation = "reviewer"\n');
    for (const verb of ["config", "models"]) {
      expect((await program.run([verb])).error).toMatch(/toml:2: orchestrator.escalation cannot be the role/);
    }
  });
});
