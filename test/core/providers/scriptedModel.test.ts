import { afterEach, describe, expect, it } from "vitest";
import { readScriptFile } from "../../../src/demo/modelServer/scriptFile";
import { scriptOf } from "../../../src/demo/modelServer/scriptOf";
import { type ModelServer, startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { FailureError } from "../../../src/protocol/failure";
import { textOf } from "../../../src/protocol/message";
import {
  bindingOf,
  candidates,
  ended,
  failed,
  hear,
  providerOf,
  requestOf,
} from "../../conformance/providerBench";

let server: ModelServer | null = null;
afterEach(async () => server?.close());

const file = JSON.stringify({
  planner: [{ text: "plan" }],
  "coder: broken": [{ text: "repairs" }],
  "the parser": {
    role: "coder",
    task: "parser",
    replies: [{ text: "parser 1" }, { text: "parser 2", repeat: true }],
  },
  coder: [{ text: "first" }, { text: "second" }],
  "*": [{ text: "anybody" }],
});

async function ask(role: string, ...said: string[]): Promise<string> {
  const candidate = candidates[said.length % candidates.length];
  if (candidate === undefined || server === null) throw new Error("no server");
  const request = requestOf(
    bindingOf(candidate, server),
    said.map((text) => ({ role: "user", text })),
  );
  const heard = await hear(providerOf(candidate), {
    ...request,
    system: `You are the ${role} of this team.`,
  });
  return heard.last.type === "end" ? textOf(ended(heard).message) : failed(heard).failure.message;
}

describe("a script file", () => {
  it("answers by role, last words and task, in order, and says what it has no answer for", async () => {
    server = await startModelServer(scriptOf(readScriptFile(file)));
    expect(await ask("coder", "go")).toBe("first");
    expect(await ask("coder", "go", "it is broken now")).toBe("repairs");
    expect(await ask("coder", "write the parser")).toBe("parser 1");
    expect(await ask("coder", "write the parser", "next")).toBe("parser 2");
    expect(await ask("coder", "write the parser", "next", "next")).toBe("parser 2");
    expect(await ask("planner", "go")).toBe("plan");
    expect(await ask("coder", "go")).toBe("second");
    expect(await ask("planner", "go")).toBe("anybody");
    expect(await ask("planner", "go on please")).toMatch(/no reply left for planner .*"go on please"/);
  });

  it("is checked, and a mistake is named", () => {
    expect(() => readScriptFile("{", "demo.json")).toThrow(/demo\.json is not JSON/);
    expect(() => readScriptFile('{"coder": [{"txet": "a"}]}')).toThrow(FailureError);
    expect(() => readScriptFile('{"coder": [{"fault": {"kind": "flood"}}]}')).toThrow(FailureError);
  });
});

describe("its prompt cache", () => {
  it.each(
    candidates,
  )("$api: what was sent before is read from the cache, and costs repeat exactly", async (candidate) => {
    const usages: unknown[] = [];
    for (let round = 0; round < 2; round += 1) {
      server = await startModelServer(() => ({ text: "Fine." }));
      const short = requestOf(bindingOf(candidate, server));
      const long = requestOf(bindingOf(candidate, server), [
        ...short.messages,
        { role: "user", text: "And more." },
      ]);
      for (const request of [short, long])
        usages.push(ended(await hear(providerOf(candidate), request)).usage);
      await server.close();
    }
    const [first, second, ...again] = usages as { input: number; cacheRead: number; cacheWrite: number }[];
    expect(again).toEqual([first, second]);
    expect(first?.cacheRead).toBe(0);
    expect(second?.cacheRead).toBe((first?.input ?? 0) + (first?.cacheWrite ?? 0));
    expect((second?.cacheWrite ?? 0) > 0).toBe(candidate.api === "anthropic");
  });
});

it("answers 404 for what no model API has, and listens on the loopback only", async () => {
  server = await startModelServer(() => ({ text: "x" }));
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
  expect(server.requests).toHaveLength(0);
});
