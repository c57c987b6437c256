// Words are put in every place a family keeps some, and looked for in every request that reached the model: each stands in
// the prompts it may stand in, and in no other.
import { afterEach, describe, expect, it } from "vitest";
import type { ScriptRequest } from "../../src/demo/modelServer/script";
import { taskText } from "../../src/demo/modelServer/script";
import { roleOf } from "../../src/demo/modelServer/scriptOf";
import { call, end, type Family, give, nameOf, openFamily, scriptOfParts } from "./stage";

let family: Family | null = null;

afterEach(async () => {
  await family?.close();
  family = null;
});

const canary = (place: string) => `canary-${place}-7f3a`;

/** In which tasks' requests each word stands. */
function seenIn(requests: readonly ScriptRequest[], places: string[], who: (one: ScriptRequest) => string) {
  return Object.fromEntries(
    places.map((place) => {
      const holds = requests.filter(({ bodyText }) => bodyText.includes(canary(place)));
      return [place, [...new Set(holds.map(who))].sort().join(" ")];
    }),
  );
}

const say = (place: string) => ({ text: canary(`${place}-words`), thinking: canary(`${place}-thoughts`) });

const parts = scriptOfParts({
  "#root": [
    {
      ...say("parent"),
      calls: [
        call("publish_artifact", { name: "notes", content: canary("unnamed-artifact") }),
        call("publish_artifact", { name: "contract", content: canary("named-artifact") }),
        give("architect", `#plans ${canary("planner-packet")}`),
        give("code", `#writes ${canary("writer-packet")}`),
      ],
    },
    {
      calls: [
        give("ask", `#reads ${canary("reader-packet")}`, { files: ["kept.txt"], artifacts: ["contract"] }),
        give("ask", "#sibling Say what you see."),
        give("reviewer", "#judge The text must be short.", { files: ["kept.txt"], artifacts: ["notes"] }),
      ],
    },
    [end("done")],
  ],
  "#plans": [{ ...say("planner"), calls: [end(canary("planner-result"))] }],
  "#writes": [
    {
      ...say("writer"),
      calls: [call("write_file", { path: "made.txt", content: `${canary("diff")}\n` })],
    },
    [end(canary("writer-result"))],
  ],
  "#reads": [
    { ...say("reader"), calls: [call("read_file", { path: "kept.txt" })] },
    { text: canary("reader-result") },
  ],
  "#sibling": [{ text: "I see nothing." }],
  "#judge": [{ calls: [end("It is short.")] }],
});

/** Where each word may stand; what a parent is handed, and what it wrote itself, is its own. */
const table: Record<string, string> = {
  prompt: "#root",
  "parent-words": "#root",
  "parent-thoughts": "#root",
  "unnamed-artifact": "#root",
  "named-artifact": "#reads #root",
  "planner-packet": "#plans #root",
  "planner-words": "",
  "planner-thoughts": "",
  "planner-result": "#root",
  "writer-packet": "#root #writes",
  "writer-words": "#writes",
  "writer-thoughts": "#writes",
  "writer-result": "#root",
  diff: "#judge #writes",
  "reader-packet": "#reads #root",
  "reader-words": "#reads",
  "reader-thoughts": "#reads",
  "reader-result": "#root",
  "kept-file": "#reads",
  "other-file": "",
};

describe("a family", () => {
  it("keeps every word where it belongs, and shows a reviewer diff, criteria and standards alone", async () => {
    const one = await openFamily({
      script: parts,
      prompt: `#root ${canary("prompt")}`,
      files: {
        "kept.txt": `${canary("kept-file")}\n`,
        "other.txt": `${canary("other-file")}\n`,
        "AGENTS.md": "Write short texts.\n",
      },
    });
    family = one;
    expect(await one.ended()).toEqual({ kind: "ended" });
    const { requests } = one.server;
    expect(seenIn(requests, Object.keys(table), nameOf)).toEqual(table);

    const judge = requests.find((request) => nameOf(request) === "#judge");
    if (!judge) throw new Error("nobody judged");
    expect(judge.messages).toHaveLength(1);
    const [asked = "", ...rest] = taskText(judge).split("\n\n");
    expect(asked).toBe("Judge against this:\n#judge The text must be short.");
    const text = rest.join("\n\n");
    expect(text).toMatch(/^Changes so far:\ndiff --git a\/made\.txt b\/made\.txt\n/);
    expect(text).toContain("Write short texts.");
    expect(text).not.toContain("kept.txt");
    expect(text).not.toContain("notes");
  });
});

describe("a planned run", () => {
  it("shows a coder its step, not what the planner thought or what another step was told", async () => {
    const plan = call("submit_plan", {
      summary: canary("summary"),
      steps: [
        { title: "one", instructions: `#one ${canary("one-order")}`, files: ["a.txt"] },
        { title: "two", instructions: `#two ${canary("two-order")}`, files: ["b.txt"] },
      ],
      risks: [canary("risk")],
    });
    const steps = scriptOfParts({
      "#one": [
        [call("write_file", { path: "a.txt", content: "a\n" })],
        { ...say("one"), calls: [end(canary("one-result"))] },
      ],
      "#two": [[call("write_file", { path: "b.txt", content: "b\n" })], [end("two")]],
    });
    const one = await openFamily({
      prompt: `/orchestrate ${canary("prompt")} Write two files.`,
      role: null,
      script: (request) =>
        roleOf(request) === "planner" ? { ...say("planner"), calls: [plan] } : steps(request),
    });
    family = one;
    expect(await one.ended()).toEqual({ kind: "ended" });
    const who = (request: ScriptRequest) => nameOf(request) || (roleOf(request) ?? "");
    const places: Record<string, string> = {
      prompt: "planner",
      "planner-words": "",
      "planner-thoughts": "",
      summary: "",
      risk: "",
      "one-order": "#one",
      "one-words": "",
      "one-result": "",
      "two-order": "#two",
    };
    expect(seenIn(one.server.requests, Object.keys(places), who)).toEqual(places);
  });
});
