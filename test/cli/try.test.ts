import { test } from "vitest";
import { openProgram, scriptedModel, watch } from "./program";
const plan = { summary: "Two files.", steps: [
  { title: "Write b", instructions: "Write b.txt", files: ["b.txt"] },
  { title: "Write c", instructions: "Write c.txt", files: ["c.txt"], after: [1] } ] };
test("try", async () => {
  const program = await openProgram({ "a.txt": "one\n" });
  const { server, config } = await scriptedModel([
    { role: "planner", replies: [{ text: "Plan.", calls: [{ name: "submit_plan", input: plan }], repeat: true }] },
    { role: "coder", task: "Write b", replies: [
      { text: "I write.", calls: [{ name: "write_file", input: { path: "b.txt", content: "two\n" } }] },
      { text: "Done.", calls: [{ name: "attempt_completion", input: { result: "b.txt is there" } }] },
    ] },
    { role: "coder", task: "Write c", replies: [
      { text: "I write.", calls: [{ name: "write_file", input: { path: "c.txt", content: "two\n" } }] },
      { text: "Ask", calls: [{ name: "run_command", input: { command: "touch d.txt" } }] },
      { text: "Done.", calls: [{ name: "attempt_completion", input: { result: "c.txt is there" } }] },
    ] },
    { role: "coder", task: "slow", replies: [{ text: "x", delayMs: 20000, repeat: true }] },
  ]);
  program.configure(config);
  const go = async (...args: string[]) => { const r = await program.run(args); console.log(args.join(" "), r.code, "\n" + r.out + "\n--\n" + r.error); };
  await go("trust");
  await go("run", "--yes", "/orchestrate write b and c");
  await go("run", "/orchestrate write b and c");
  await go("status");
  await go("resume");
  await go("resume", "--yes");
  program.configure(config + "\n[ci]\nauto_approve = true\n");
  await go("resume", "--approve", "plan");
  await go("status");
  await go("resume", "--yes");
  await go("status");
  await go("undo", "--to", "s2");
  await go("undo");
  await go("run", "--budget", "0.01", "/single change a.txt");
  await go("resume", "--budget", "0.01");
  await go("resume", "--budget", "1.00");
  const child = program.start(["run", "/single slow"]);
  const w = watch(child);
  child.stdout?.on("data", (b) => { if (String(b).includes("t1 coder")) setTimeout(() => child.kill("SIGINT"), 300); });
  console.log(await w);
  await go("run", "--json", "/single nothing known");
  await server.close();
  await go("run", "/single change");
  program.close();
});
