// Where the rules say that they are unsure, so that a configured router model may be asked; and where they never do.
import { describe, expect, it } from "vitest";
import { type RouteOptions, route } from "../../../src/core/routing/route";
import { readCorpus } from "./corpus";

const defaults: RouteOptions = { enabled: true, threshold: 50 };

describe("the rules", () => {
  it.each<[string, Partial<RouteOptions>, string | null]>([
    ["Add bye.", {}, null],
    ["Add a login page with tests and docs.", {}, null],
    [
      "Add a farewell beside the greeting, with a test and its docs.",
      {},
      "about 50 edited lines is close to the threshold of 50",
    ],
    [
      "Add an endpoint for users and document it",
      {},
      "about 38 edited lines is close to the threshold of 50",
    ],
    ["Add an endpoint for users and document it", { threshold: 20 }, null],
    ["just refactor the parser", {}, null],
    ["just refactor the parser", { threshold: 20 }, "only the user's word says that it is small"],
    ["just refactor the parser", { threshold: 40 }, "about 30 edited lines is close to the threshold of 40"],
    ["Rename greet to hello everywhere.", { threshold: 6 }, null],
    ["Why is greet slow?", {}, null],
    ["better greetings", {}, "no request in it"],
    ["Greetings in all languages for the app", {}, "deliverables are named without a verb"],
    ["/single better greetings", {}, null],
    ["better greetings", { role: "coder" }, null],
    ["better greetings", { enabled: false }, null],
  ])("%j with %j: %j", (prompt, options, unsure) => {
    expect(route(prompt, { ...defaults, ...options }).unsure).toBe(unsure);
  });

  it("are sure of nine prompts in ten", () => {
    const prompts = [...readCorpus("dev"), ...readCorpus("own")].map(({ prompt }) => prompt);
    const unsure = prompts.filter((prompt) => route(prompt, defaults).unsure !== null);
    expect(unsure.length / prompts.length).toBeLessThan(0.1);
  });
});
