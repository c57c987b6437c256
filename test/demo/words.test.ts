// What the demo says: what is simulated, what can be pasted, what is an estimate.
import { describe, expect, it } from "vitest";
import { demoPrompts, scriptFor } from "../../src/demo/script";
import { furtherLook, opening, orchestrationEstimate, quoted } from "../../src/demo/words";

const folder = { top: "/t/demo", project: "/t/demo/users-service", home: "/t/demo/kilo home" };

describe("the demo's words", () => {
  it("say that the model is a script and what is real", () => {
    const text = opening(demoPrompts.pagination, folder);
    expect(text).toContain("a simulation of the model");
    expect(text).toContain("Files, git, tests and money accounting are real");
  });

  it("have lines to paste with the KILO_HOME they need", () => {
    const text = furtherLook("20260102-030405-abcd", "t5.3", folder, "kilo-code");
    expect(text).toContain("  export KILO_HOME='/t/demo/kilo home'\n");
    expect(text).toContain("  kilo-code show 20260102-030405-abcd t5.3 ");
    expect(text).toContain("  kilo-code undo 20260102-030405-abcd ");
  });

  it.each([
    ["anthropic", "$0.13 + a planner on anthropic/claude-opus-4-7 $0.0456 = $0.17, 1.4 times"],
    ["openai", "$0.13 + a planner on openai/gpt-5.5 $0.0455 = $0.17, 1.4 times"],
  ] as const)("%s: the estimate adds the planner's scripted tokens at the real price", async (family, expected) => {
    const script = scriptFor(demoPrompts.rename);
    if (!script) throw new Error("there is no script for the rename");
    const text = await orchestrationEstimate(script, 125_352, family);
    expect(text).toContain("(an estimate");
    expect(text).toContain(expected);
  });

  it.each([
    ["/plain/path-1.x", "/plain/path-1.x"],
    ["/with space", "'/with space'"],
    ["/it's", "'/it'\\''s'"],
  ])("quote %s", (path, expected) => expect(quoted(path)).toBe(expected));
});
