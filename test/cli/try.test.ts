import { test } from "vitest";
import { writeFileSync } from "node:fs";
import { openProgram, scriptedModel } from "./program";
const plan = { summary: "Two files.", steps: [
  { title: "Write b", instructions: "Write b.txt", files: ["b.txt"] },
  { title: "Write c", instructions: "Write c.txt", files: ["c.txt"], after: [1] } ] };
test("serve", async () => {
  const program = await openProgram({ "a.txt": "one\n" });
  const { config } = await scriptedModel([
    { role: "planner", replies: [{ text: "I think about the plan and write a longer text about it, with 日本語 words and \u001b[31mcolour\u001b[0m.", thinking:"hmm", calls: [{ name: "submit_plan", input: plan }], repeat: true }] },
    { role: "coder", task: "Write b", replies: [
      { text: "I write.", calls: [{ name: "write_file", input: { path: "b.txt", content: "two\n" } }], delayMs: 300 },
      { text: "Ask", calls: [{ name: "run_command", input: { command: "touch d.txt \u202e; for i in 1 2 3; do echo line $i; sleep 0.3; done" } }] },
      { text: "Which?", calls: [{ name: "ask_user", input: { question: "Tabs or spaces?", options: ["tabs", "spaces"] } }] },
      { text: "Done.", calls: [{ name: "attempt_completion", input: { result: "b.txt is there" } }] },
    ] },
    { role: "coder", task: "Write c", replies: [
      { text: "I write.", calls: [{ name: "write_file", input: { path: "c.txt", content: "two\n" } }] },
      { text: "Done.", calls: [{ name: "attempt_completion", input: { result: "c.txt is there" } }] },
    ] },
  ]);
  program.configure(config);
  writeFileSync("/tmp/k/served", program.folder);
  await new Promise((r) => setTimeout(r, 50_000));
});
