// What four fixes cost without an agent: a bare program that makes a worktree for each, asks the model its four questions,
// does what it says, runs the check and commits. No log, no approvals, no isolation: the floor sessions stand on.
// Arguments: the model's address, the repository, a folder for the trees, how many.
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";

interface Call {
  id: string;
  name: string;
  input: Record<string, string>;
}

const run = promisify(execFile);
const agent = new Agent({ keepAlive: true });
const [url = "", folder = "", trees = "", count = "0"] = process.argv.slice(2);

function ask(messages: unknown[]): Promise<string> {
  const body = JSON.stringify({ model: "scripted", max_tokens: 1024, stream: true, messages });
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/v1/messages`,
      { method: "POST", agent, headers: { "content-type": "application/json" } },
      async (answer) => {
        let text = "";
        for await (const piece of answer.setEncoding("utf8")) text += piece;
        resolve(text);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The one call of an answer. */
function callOf(answer: string): Call {
  const events = answer.split("\n").filter((line) => line.startsWith("data: {"));
  const call: Call = { id: "", name: "", input: {} };
  let json = "";
  for (const line of events) {
    const event = JSON.parse(line.slice("data: ".length));
    if (event.content_block?.type === "tool_use") Object.assign(call, event.content_block);
    json += event.delta?.partial_json ?? "";
  }
  return { ...call, input: json === "" ? call.input : JSON.parse(json) };
}

async function carryOut({ name, input }: Call, tree: string): Promise<string> {
  const path = join(tree, input.path ?? "");
  if (name === "read_file") return readFile(path, "utf8");
  if (name === "edit_file") {
    await writeFile(path, (await readFile(path, "utf8")).replace(input.search ?? "", input.replace ?? ""));
    return "done";
  }
  return (await run("/bin/sh", ["-c", input.command ?? ""], { cwd: tree })).stdout;
}

async function fix(number: number): Promise<void> {
  const tree = join(trees, String(number));
  const messages: unknown[] = [{ role: "user", content: `#part ${number} Mend src/part${number}.mjs.` }];
  for (;;) {
    const call = callOf(await ask(messages));
    if (call.name === "attempt_completion") break;
    const result = await carryOut(call, tree);
    messages.push({ role: "assistant", content: [{ type: "tool_use", ...call }] });
    messages.push({
      role: "user",
      content: [{ type: "tool_result", tool_use_id: call.id, content: result }],
    });
  }
  await run("git", ["add", "--all"], { cwd: tree });
  const author = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
  await run("git", [...author, "commit", "-q", "-m", `part ${number}`], { cwd: tree });
}

async function main(): Promise<void> {
  const numbers = Array.from({ length: Number(count) }, (_, index) => index + 1);
  // One after the other, as git wants it.
  for (const number of numbers)
    await run("git", ["worktree", "add", "-q", "-b", `part${number}`, join(trees, String(number))], {
      cwd: folder,
    });
  await Promise.all(numbers.map(fix));
  agent.destroy();
}

void main();
