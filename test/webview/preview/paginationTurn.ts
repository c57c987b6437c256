// Turns of the pictures' run, whole: a prompt, an answer in markdown, tool calls with results.
import type { Message } from "../../../src/protocol/message";
import type { TurnAnswer } from "../../../src/protocol/turnAnswer";

const system = `You are the coder. Carry out one step of an accepted plan.
Work only in the files of the step. Read before you edit. Say what you did, not what you will do.
When the step is done, call attempt_completion with one sentence.`;

const packet = `Step 2 of 3: Handler reads and returns a cursor
Files: src/users/handler.js
Criteria: GET /api/users?cursor=… returns nextCursor; no cursor → first page
Artifact from step 1: schema.json`;

const handler = Array.from(
  { length: 84 },
  (_, at) =>
    `${String(at + 1).padStart(3)} | ${at % 7 === 0 ? "" : `const line${at} = read(users, cursor, ${at});`}`,
).join("\n");

const messages: Message[] = [
  { role: "user", text: packet },
  {
    role: "assistant",
    parts: [
      { type: "thinking", text: "The old clients send no cursor. The first page must stay as it is." },
      { type: "text", text: "I read the handler first." },
      { type: "toolCall", id: "call_a", name: "read_file", input: { path: "src/users/handler.js" } },
    ],
  },
  { role: "tool", id: "call_a", name: "read_file", text: handler, isError: false },
];

const answerText = `I add a default cursor so that **old clients keep working**, then return \`nextCursor\`.

| request | answer |
| --- | --- |
| no cursor | the first page, as today |
| \`?cursor=…\` | the page after it |

- the limit is clamped to 100
- see https://example.com/cursors for the format

\`\`\`js
return { items, nextCursor: last ? encode(last.id) : null };
\`\`\``;

/** A turn with everything an inspector shows. */
export function paginationTurn(turn: string): TurnAnswer {
  const task = turn.slice(0, turn.indexOf("."));
  return {
    turn,
    task,
    model: "anthropic/claude-sonnet-4-6",
    system,
    tools: [
      { name: "read_file", description: "Reads a file of the folder.", schema: { type: "object" } },
      { name: "edit_file", description: "Replaces a unique text of a file.", schema: { type: "object" } },
    ],
    params: { max_tokens: 8192, thinking: { type: "adaptive" } },
    messages,
    promptHash: "9f2c1ab4e7700d5d".repeat(4),
    hashMatches: true,
    response: {
      role: "assistant",
      parts: [
        { type: "text", text: answerText },
        {
          type: "toolCall",
          id: "call_0",
          name: "edit_file",
          input: {
            path: "src/users/handler.js",
            search: "return users;",
            replace: "return { items, nextCursor };",
          },
        },
        {
          type: "toolCall",
          id: "call_1",
          name: "write_file",
          input: { path: "src/users/cursor.js", text: "export …" },
        },
      ],
    },
    toolResults: toolResults(turn),
    attempts: [
      {
        modelCall: `${turn}#1`,
        usage: { input: 1814, cacheRead: 10_990, cacheWrite: 0, output: 1122, reasoning: 210 },
        micros: 27_400,
        answeredBy: "anthropic/claude-sonnet-4-6",
        stop: "tools",
        firstMs: 800,
        ms: 6300,
        wire: null,
        raw: { input_tokens: 1814, cache_read_input_tokens: 10_990, output_tokens: 1122 },
        reserved: 41_000,
        maxTokens: 8192,
      },
    ],
  };
}

function toolResults(turn: string): TurnAnswer["toolResults"] {
  const outcome = "ok";
  return [
    {
      toolCall: `${turn}.1`,
      name: "edit_file",
      outcome,
      note: "+18 −4",
      text: "Edited src/users/handler.js at line 42 (+18 −4).",
    },
    {
      toolCall: `${turn}.2`,
      name: "write_file",
      outcome,
      note: "new, +22",
      text: "Wrote src/users/cursor.js (22 lines).",
    },
  ];
}
