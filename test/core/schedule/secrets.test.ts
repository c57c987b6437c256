// Secrets are never in the log, real bytes are never replaced by their mark, and opaque parts come back as they were.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ProviderApi } from "../../../src/protocol/settings";
import { testSettings } from "../../fakes/testSettings";
import { createStage, greetProject, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown, more: object = {}) => ({ calls: [{ name, input }], ...more });
const complete = call("attempt_completion", { result: "Done." });

/** Files of the run's folder, log and blobs and all, that hold a text. */
function holding(run: string, text: string): string[] {
  const folder = join(stage.home, "runs", run);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

async function lostPrompts(run: string): Promise<string[]> {
  const lost: string[] = [];
  for (const fact of await stage.facts(run)) {
    if (fact.type !== "turn.started") continue;
    const asked = await stage.engine.ask(run, { type: "turn", turn: fact.turn });
    if (!asked.ok || asked.answer.type !== "turn" || !asked.answer.turn.hashMatches) lost.push(fact.turn);
  }
  return lost;
}

const secret = "apppass";
const config = `host = "db"\nurl = "postgres://app:${secret}@db/app"\nport = 1\n`;

describe("a file that holds a password", () => {
  const marked = 'url = "postgres://[redacted:credentials]@db/app"';
  it.each([
    ["write_file", { path: "config.toml", content: `host = "x"\n${marked}\n` }],
    ["edit_file", { path: "config.toml", search: marked, replace: `${marked} # db` }],
    ["run_command", { command: `echo '${marked}' > config.toml` }],
  ])("is shown with a mark, and %s with the mark is refused", async (name, input) => {
    stage = await createStage({
      files: { ...greetProject, "config.toml": config },
      script: {
        coder: [
          call("read_file", { path: "config.toml" }),
          call(name, input),
          // A change beside the secret keeps its bytes.
          call("edit_file", { path: "config.toml", search: "port = 1", replace: "port = 2" }),
          complete,
        ],
      },
    });
    const run = await stage.play("/single Change the port.");
    const [, shown, refused] = stage.server.requests.map(({ bodyText }) => bodyText);
    expect(shown).toContain("postgres://[redacted:credentials]@db/app");
    expect(refused).toContain("a mark that stands for a secret you are not shown");
    expect(stage.server.requests.filter(({ bodyText }) => bodyText.includes(secret))).toEqual([]);
    expect(stage.read("config.toml")).toBe(config.replace("port = 1", "port = 2"));
    expect(holding(run, secret)).toEqual([]);
    expect(await lostPrompts(run)).toEqual([]);
  });
});

/** An answer as Anthropic's Messages API streams it, block by block. */
function stream(blocks: { start: object; deltas: object[] }[], stop: string): string {
  const usage = {
    input_tokens: 10,
    output_tokens: 10,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
  const message = {
    id: "m",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-6",
    content: [],
    usage,
  };
  const events: { type: string }[] = [
    { type: "message_start", message } as { type: string },
    ...blocks.flatMap(({ start, deltas }, index) => [
      { type: "content_block_start", index, content_block: start },
      ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index },
    ]),
    { type: "message_delta", delta: { stop_reason: stop, stop_sequence: null }, usage } as { type: string },
    { type: "message_stop" },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

const tool = (id: string, name: string, input: object) => ({
  start: { type: "tool_use", id, name, input: {} },
  deltas: [{ type: "input_json_delta", partial_json: JSON.stringify(input) }],
});

describe("opaque parts that look like tokens", () => {
  const signature = `Eq${"ghp_aB3dE5gH7jaB3dE5gH7jaB3dE5gH7jaB3dE5/sk-ant-aB3dE5gH7jaB3dE5gH7j+".repeat(3)}==`;
  const data = `AKIAABCDEFGHIJKLMNOP${"xoxb-1234567890ab/".repeat(4)}=`;

  it.each([
    ["short", ""],
    ["long, beside the log", "word ".repeat(2_000)],
  ])("go back byte for byte, now and after a resume, in an answer that is %s", async (_, text) => {
    const bodies: string[] = [];
    const answers = [
      stream(
        [
          {
            start: { type: "thinking", thinking: "", signature: "" },
            deltas: [
              { type: "thinking_delta", thinking: "Let me look." },
              { type: "signature_delta", signature },
            ],
          },
          { start: { type: "redacted_thinking", data }, deltas: [] },
          { start: { type: "text", text: "" }, deltas: [{ type: "text_delta", text: `Looking. ${text}` }] },
          tool("call_1", "read_file", { path: "greet.mjs" }),
        ],
        "tool_use",
      ),
      stream([tool("call_2", "run_command", { command: "npm install left-pad" })], "tool_use"),
      stream([tool("call_3", "attempt_completion", { result: "Done." })], "end_turn"),
    ];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      bodies.push(Buffer.concat(chunks).toString("utf8"));
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(answers[bodies.length - 1]);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      stage = await createStage({
        settings: {
          ...modelsOf("anthropic")(url),
          approve: { ...testSettings(url).approve, command: "ask" },
        },
        script: {},
      });
      const run = await stage.play("/single Look.");
      await stage.reopen(true);
      const resumed = stage.resume(run);
      await stage.give(run, "command", { verdict: "rejected" });
      await resumed;
      expect(bodies).toHaveLength(3);
      const [, live, later] = bodies.map((body) => JSON.parse(body) as { messages: { content: object[] }[] });
      const sent = [
        { type: "thinking", thinking: "Let me look.", signature },
        { type: "redacted_thinking", data },
      ];
      expect(live?.messages[1]?.content.slice(0, 2)).toMatchObject(sent);
      expect(later?.messages[1]?.content.slice(0, 2)).toMatchObject(sent);
      expect(await lostPrompts(run)).toEqual([]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("a secret that the model writes itself", () => {
  const made = `ghp_${"aB3dE5gH7j".repeat(4)}`;
  it.each([
    ["anthropic", "short"],
    ["anthropic", "long"],
    ["openai-chat", "short"],
    ["openai-chat", "long"],
    ["openai-responses", "short"],
    ["openai-responses", "long"],
  ] as const)("%s, in a %s file: real on disk, only a mark in the log", async (api, length) => {
    const content = `token = "${made}"\n${length === "long" ? "more = 1\n".repeat(1_000) : ""}`;
    stage = await createStage({
      settings: modelsOf(api),
      script: { coder: [call("write_file", { path: "token.toml", content }), complete] },
    });
    const run = await stage.play("/single Write a token file.");
    expect((await stage.engine.view(run))?.outcome).toBe("done");
    expect(stage.read("token.toml")).toBe(content);
    expect(holding(run, made)).toEqual([]);
    expect(holding(run, "[redacted:github-token]").length).toBeGreaterThan(0);
    expect(stage.server.requests[1]?.bodyText).not.toContain(made);
    expect(await lostPrompts(run)).toEqual([]);
  });
});

function modelsOf(api: ProviderApi) {
  return (url: string) => ({ models: testSettings(url, {}, api).models });
}
