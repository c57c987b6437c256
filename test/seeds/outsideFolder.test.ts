// An agent with a folder of its own whose shell commands write elsewhere: where a command writes is known only afterwards, so
// its end is sent back once, and a person decides about what stays.
import { afterEach, describe, expect, test, vi } from "vitest";
import { outsideFolder, outsideRefusal } from "../../src/core/schedule/session/outsideFolder";
import { agentRows } from "../../src/protocol/agents";
import { done, run, type Seen, write } from "./parts";
import { openSessionStage, type SessionStage } from "./sessionStage";

vi.setConfig({ testTimeout: 120_000 });
let stage: SessionStage;
afterEach(async () => stage?.close());

const files = {
  "package.json": JSON.stringify({ name: "my-app", scripts: { test: "node --version" } }),
  "orders/index.mjs": "export const orders = 2;\n",
  "users/README.md": "Users.\n",
  "session.json": JSON.stringify({
    session: { agents: [{ role: "users", directory: "users", task: "Serve users" }] },
  }),
};
const outside = 'printf "mine\\n" > ../orders/index.mjs';
const users = write("users/index.mjs", "export const users = 1;\n");

describe("a shell command that writes outside the agent's folder", () => {
  test("is told to the agent at its end: what it puts back nobody is asked about", async () => {
    let heard = "";
    const back = ({ last }: Seen) => {
      heard = last;
      return run("git show HEAD:orders/index.mjs > ../orders/index.mjs");
    };
    stage = await openSessionStage(files, {
      agents: { users: [users, run(outside), done("served"), back, done("users are served")] },
    });
    const played = await stage.play({ session: "session.json" });
    expect(heard).toContain("You changed orders/index.mjs outside users, the only folder you may write in.");
    expect(played.asked.map(({ kind }) => kind)).toEqual(["merge"]);
    expect(agentRows(played.view).map(({ state }) => state)).toEqual(["landed"]);
    expect(stage.read("orders/index.mjs")).toBe(files["orders/index.mjs"]);
  });

  test("a person is asked about what stays, though results are accepted by rule", async () => {
    stage = await openSessionStage(files, {
      agents: { users: [users, run(outside), done("served"), done("orders have to change too")] },
    });
    const played = await stage.play({ session: "session.json" });
    expect(played.asked.map(({ kind, title, mustAsk }) => [kind, title, mustAsk])).toEqual([
      ["completion", "Accept step s1: Serve users (1 changed outside users)", true],
      ["merge", expect.any(String), true],
    ]);
    expect(played.asked[0]?.detail).toContain(
      "\n\nOutside users, the only folder it may write in: orders/index.mjs\n\n",
    );
    expect(stage.read("orders/index.mjs")).toBe("mine\n");
  });
});

describe("what lies outside", () => {
  const changed = (...paths: string[]) => paths.map((path) => ({ path, added: 1, removed: 0 }));
  const rights = { tools: [], write: true, run: true };

  test("is nothing for who may write anywhere, and in the folder itself", () => {
    expect(outsideFolder({ rights }, changed("a", "b/c"))).toBeNull();
    expect(outsideFolder({ rights: { ...rights, writeIn: "b" } }, changed("b/c", "b/d/e"))).toBeNull();
  });

  test("is told by its first names; a folder that only begins alike is another", () => {
    const many = Array.from({ length: 12 }, (_, index) => `bb/${index}`);
    const found = outsideFolder({ rights: { ...rights, writeIn: "b" } }, changed(...many, "b/in"));
    expect(found?.count).toBe(12);
    expect(found && outsideRefusal(found)).toMatch(/^You changed bb\/0, .*bb\/9 and 2 more outside b, /);
  });
});
