// What a task is handed stays small and holds no secret, whatever the project holds.
import { afterEach, describe, expect, it } from "vitest";
import { createStage, greetProject, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const complete = call("attempt_completion", { result: "Done." });

describe("a debugger's packet", () => {
  const failing = (name: string) =>
    [
      'import { greet } from "./greet.mjs";',
      'const good = greet("Ada") === "Hello, Ada!";',
      `const name = (at) => ${name};`,
      'const lines = Array.from({ length: 2000 }, (_, at) => (good ? "ok " : "not ok ") + (at + 1) + " - " + name(at));',
      'console.log(["TAP version 13", ...lines, "1..2000"].join("\\n"));',
      "console.log(good ? `# pass 2000\\n# fail 0` : `# pass 0\\n# fail 2000`);",
      "process.exitCode = good ? 0 : 1;",
      "",
    ].join("\n");

  it.each([
    ["short names", '"case " + at'],
    ["long names", '"case " + at + " of a suite with a long title".repeat(20)'],
  ])("stays small with 2,000 failures with %s", async (_, name) => {
    stage = await createStage({
      files: { ...greetProject, "test.mjs": failing(name) },
      settings: { maxIterations: 2 },
      script: {
        coder: [
          call("read_file", { path: "greet.mjs" }),
          call("edit_file", { path: "greet.mjs", search: "Hello", replace: "Good day" }),
          complete,
        ],
        debugger: [call("report_verification", { verdict: "stuck", summary: "Too many." })],
      },
    });
    const run = await stage.play("/single Greet politely.");
    const last = (await stage.engine.view(run))?.verifications.at(-1);
    expect(last?.newFailures).toHaveLength(2000);
    const packet = stage.server.requests[3]?.messages[0]?.text ?? "";
    expect(packet).toContain("- … and 1960 more");
    expect(packet.length).toBeLessThan(30_000);
  });
});

it("a first request shows no file that holds secrets, though the prompt names it", async () => {
  const secrets = {
    "config/.env": "TOKEN=abcdefgh\n",
    "deploy/id_rsa": "abcdefgh\n",
    "server.pem": "abcdefgh\n",
  };
  stage = await createStage({
    files: { ...greetProject, ...secrets, "notes.md": "plain words\n" },
    script: { coder: [complete] },
  });
  await stage.play("/single Explain config/.env, .env, deploy/id_rsa, server.pem and notes.md.");
  const first = stage.server.requests[0]?.bodyText ?? "";
  expect(first).toContain("plain words");
  expect(first).not.toContain("abcdefgh");
});
