// The composer's pure parts: prefixes, completion, history, why nothing can be sent, and the routing hint in words.
import { describe, expect, it } from "vitest";
import { completed, completingAt, prefixChoices } from "../../../webview-ui/src/compose/completion";
import { emptyDraft, longestPrompt, readDraft } from "../../../webview-ui/src/compose/draft";
import { readPrefix, withPrefix } from "../../../webview-ui/src/compose/prefix";
import { atDraft, leavesText, stepHistory } from "../../../webview-ui/src/compose/promptHistory";
import { roleOptions } from "../../../webview-ui/src/compose/roleOptions";
import { routeWords } from "../../../webview-ui/src/compose/routeWords";
import { sendBlocked, settled } from "../../../webview-ui/src/compose/sendBlocked";
import { hostState } from "./scenes";

describe("a prefix", () => {
  it.each([
    ["/orchestrate add pages", "orchestrate", "add pages"],
    ["/single fix it", "single", "fix it"],
    ["  /SINGLE\nfix it", "single", "fix it"],
    ["/orchestrate", "orchestrate", ""],
    ["/orchestrated", null, "/orchestrated"],
    ["use /single here", null, "use /single here"],
    ["", null, ""],
  ])("%j is read as %s and %j", (text, prefix, rest) => {
    expect(readPrefix(text)).toEqual({ prefix, rest });
  });

  it.each([
    ["add pages", "single", "/single add pages"],
    ["/orchestrate add pages", "single", "/single add pages"],
    ["/single add pages", null, "add pages"],
    ["add pages", null, "add pages"],
  ] as const)("%j with %s is %j", (text, prefix, made) => {
    expect(withPrefix(text, prefix)).toBe(made);
  });
});

describe("completion", () => {
  it.each([
    ["/", "prefix", ""],
    [" /or", "prefix", "or"],
    ["fix /or", null, ""],
    ["@", "file", ""],
    ["see @src/us", "file", "src/us"],
    ["(@a", "file", "a"],
    ["ada@example", null, ""],
    ["@a b", null, ""],
    ["", null, ""],
  ])("at the end of %j completes %s %j", (text, kind, letters) => {
    const found = completingAt(text, text.length);
    expect(found?.kind ?? null).toBe(kind);
    if (found) expect(found.letters).toBe(letters);
  });

  it.each([
    ["", ["orchestrate", "single"]],
    ["O", ["orchestrate"]],
    ["single", []],
    ["x", []],
  ])("offers for /%s %j", (letters, names) => {
    expect(prefixChoices(letters)).toEqual(names);
  });

  it.each([
    ["see @us", 7, "src/users.js", "see @src/users.js ", 18],
    ["see @us now", 7, "src/users.js", "see @src/users.js now", 18],
    ["@r", 2, "read me.md", '@"read me.md" ', 14],
    ["/or", 3, "orchestrate", "/orchestrate ", 13],
  ])("%j at %i with %j is %j", (text, caret, choice, made, at) => {
    const completing = completingAt(text, caret);
    expect(completing && completed(text, completing, choice)).toEqual({ text: made, caret: at });
  });
});

describe("history", () => {
  const entries = ["newest", "older"];
  it("goes back, stops at the oldest, and brings the draft back unchanged", () => {
    const first = stepHistory(entries, atDraft, "my draft", 1);
    expect(first).toEqual({ history: { at: 0, draft: "my draft" }, text: "newest" });
    const second = stepHistory(entries, first?.history ?? atDraft, "newest", 1);
    expect(second?.text).toBe("older");
    expect(stepHistory(entries, second?.history ?? atDraft, "older", 1)).toBeNull();
    const back = stepHistory(entries, first?.history ?? atDraft, "newest", -1);
    expect(back).toEqual({ history: atDraft, text: "my draft" });
    expect(stepHistory(entries, atDraft, "my draft", -1)).toBeNull();
  });

  it.each([
    ["one\ntwo", 2, "ArrowUp", false, true],
    ["one\ntwo", 5, "ArrowUp", false, false],
    ["one\ntwo", 5, "ArrowDown", false, true],
    ["one\ntwo", 2, "ArrowDown", false, false],
    ["a long line", 4, "ArrowUp", true, false],
    ["a long line", 0, "ArrowUp", true, true],
    ["a long line", 11, "ArrowDown", true, true],
  ] as const)("in %j at %i %s (wrapped: %s) leaves the text: %s", (text, caret, key, wrapped, leaves) => {
    expect(leavesText(text, caret, key, wrapped)).toBe(leaves);
  });
});

describe("sending", () => {
  const written = { ...emptyDraft, text: "fix it" };
  it.each([
    ["all is well", {}, "fix it", null],
    ["a virtual workspace", { virtual: true }, "fix it", /virtual workspace/],
    ["no folder", { folders: [] }, "fix it", /Open a folder/],
    ["no trust", { trusted: false }, "fix it", /not trusted/],
    ["a mistake in the configuration", { configProblem: "line 7" }, "fix it", /configuration/],
    ["no key", { modelProblem: "no key" }, "fix it", /model or its key/],
    ["no git is no hindrance", { git: false }, "fix it", null],
    ["nothing written", {}, " \n", /Write what/],
    ["a prefix alone", {}, "/single ", /Write what/],
    ["too long a prompt", {}, "x".repeat(longestPrompt + 3), /3 characters too long/],
    ["one letter too much", {}, "x".repeat(longestPrompt + 1), /1 character too long/],
  ])("%s", (_, over, text, sentence) => {
    const blocked = sendBlocked(hostState(over), { ...written, text });
    if (sentence === null) expect(blocked).toBeNull();
    else expect(blocked?.sentence).toMatch(sentence);
  });

  it("forgets a role and a folder that are no longer there", () => {
    const host = hostState();
    expect(settled(host, { text: "x", role: "coder", folder: "/home/ada/my-app" })).toEqual({
      text: "x",
      role: "coder",
      folder: "/home/ada/my-app",
    });
    expect(settled(host, { text: "x", role: "wizard", folder: "/gone" })).toEqual({
      ...emptyDraft,
      text: "x",
    });
  });

  it.each([null, 7, "text", { text: 4, role: [] }, []])("reads a draft of %j as an empty one", (kept) => {
    expect(readDraft(kept)).toEqual(emptyDraft);
  });
});

describe("the routing hint", () => {
  const hint = { decision: "orchestrate" as const, estimatedLines: 120, forced: null };
  it("says what, why and how large, and offers the other way", () => {
    const reasons = [
      "about 120 edited lines, at or above the threshold of 50",
      "3 artefacts named",
      "tests asked for",
    ];
    expect(routeWords({ ...hint, reasons })).toEqual({
      what: "Would orchestrate",
      why: "3 artefacts named, tests asked for · about 120 lines",
      others: [{ prefix: "single", label: "Use one agent" }],
    });
  });

  it.each([
    ["single", null, "Would use one agent", ["orchestrate"]],
    ["chat", null, "Would answer without changing files", ["single", "orchestrate"]],
    ["orchestrate", "prefix", "Will orchestrate", ["single"]],
    ["single", "role", "Will use one agent", ["orchestrate"]],
    ["single", "disabled", "Would use one agent", ["orchestrate"]],
  ] as const)("%s, forced by %s: %s", (decision, forced, what, others) => {
    const words = routeWords({ ...hint, decision, forced, reasons: [] });
    expect(words.what).toBe(what);
    expect(words.others.map(({ prefix }) => prefix)).toEqual(others);
  });
});

it("offers roles by their outside names, the known ones first", () => {
  const labels = roleOptions(hostState().roles).map(({ label }) => label);
  expect(labels).toEqual(["Auto", "orchestrator", "code", "architect", "debug", "ask", "testing"]);
});
