// Hostile texts in every place of the Agents view where text of a model, a file or a repository is shown: nothing is
// loaded, nothing runs, nothing is wished for, and what would not be seen is told by its code.
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AgentPicture, SessionPicture } from "../../../src/protocol/agentsWire";
import { tally } from "../../faults/tally";
import { findChromium } from "../preview/findChromium";
import { hostileTexts } from "../sidebar/hostileTexts";
import { type AgentsStage, raiseAgents } from "./openAgents";
import { agent, picture, startedAt } from "./pictures";

const chromium = findChromium();
const payloads = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/webview/payloads.json"), "utf8"),
) as { input: string }[];

function hostileAgents(texts: string[]): AgentPicture[] {
  return texts.map((text, at) => {
    const conflicts = [{ kind: text, paths: [text], text }];
    return agent(`${at} ${text}`, at % 2 === 0 ? "failed" : "done", {
      role: text,
      title: text,
      note: text,
      why: text,
      branch: text,
      path: text,
      after: at === 0 ? [] : [`${at - 1} ${texts[at - 1]}`, "constructor"],
      conflictsWith: [text],
      conflicts,
    });
  });
}

function hostilePicture(texts: string[]): SessionPicture {
  const [text = ""] = texts;
  const all = texts.join("\n");
  const conflicts = [{ kind: text, paths: texts.slice(0, 3), text }];
  return picture(hostileAgents(texts), {
    name: text,
    prompt: all,
    pause: all,
    summary: all,
    waiting: texts.map((title, at) => ({ id: `${at}`, kind: "command", title })),
    warnings: texts.map((one) => ({ agents: [one, one], conflicts })),
    merge: {
      round: 1,
      status: "ended",
      branch: text,
      landed: texts,
      checked: [{ members: texts, verdict: "red" }],
      culprits: texts,
    },
    aside: texts.map((one, at) => ({
      agent: `${at} ${one}`,
      kind: "red",
      text: one,
      conflicts,
      with: [one],
    })),
    committed: { commit: text, written: 1, blocked: texts.map((path) => ({ path, why: path })) },
    pullRequest: { number: 1, url: text, branch: text, state: "open", checks: "failure", at: startedAt },
    messages: texts.map((one, at) => ({
      id: `${at}`,
      at: startedAt,
      from: one,
      to: one,
      text: one,
      answers: null,
    })),
  });
}

describe.skipIf(chromium === null)("hostile texts", () => {
  let stage: AgentsStage;
  let counter: Server;
  const seen: string[] = [];
  const drawn = { tried: 0, harmless: 0 };
  beforeAll(async () => {
    counter = createServer((request, response) => {
      seen.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => counter.listen(0, "127.0.0.1", resolve));
    stage = await raiseAgents(chromium ?? "");
  });
  afterAll(async () => {
    const { tried, harmless } = drawn;
    tally({ what: "hostile texts drawn in the Agents view (S-06)", tried, lost: tried - harmless });
    await stage?.close();
    counter?.close();
  });

  it.each([1440, 300])("are only shown, at %i pixels", async (width) => {
    const port = String((counter.address() as AddressInfo).port);
    const texts = [...Object.values(hostileTexts), ...payloads.map(({ input }) => input)].map((text) =>
      text.replaceAll("PORT", port).replaceAll("{{CANARY_PORT}}", port).slice(0, 4000),
    );
    drawn.tried += texts.length;
    const agents = hostileAgents(texts);
    const open = await stage.open({ width, kept: { open: agents.map(({ name }) => name) } });
    const { page } = open;
    const shown = hostilePicture(texts);
    await open.show(shown, [
      { session: texts[0] ?? "", prompt: texts.join(" "), status: "ended", startedAt },
    ]);
    for (const tab of await page.getByRole("tab").all()) {
      await tab.click();
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
    }
    await open.state({ kind: "failed", session: texts[0] ?? "", message: texts.join(" ") });
    await open.state({ kind: "empty", problem: texts.join(" ") });
    await open.state({ kind: "loading", session: texts[0] ?? "" });
    const text = (await page.locator("body").textContent()) ?? "";
    for (const hidden of ["\u001b", "\u202e", "\u2066"]) expect(text).not.toContain(hidden);
    expect(await page.evaluate("kiloRefused")).toEqual([]);
    expect(open.faults).toEqual([]);
    expect(seen).toEqual([]);
    expect(open.wishes.map(({ type }) => type)).toEqual(["agents.ready"]);
    drawn.harmless += texts.length;
    await open.close();
  });

  it("with turned letters are told by their code, in rows, graph and messages", async () => {
    const turned = "docs\u202egnihton\u202c";
    const open = await stage.open({ kept: { side: "graph" } });
    const message = { id: "m", at: startedAt, from: turned, to: turned, text: turned, answers: null };
    await open.show(picture([agent(turned, "working", { note: turned })], { messages: [message] }));
    for (const tab of ["Graph", "Timeline", "Messages (1)"]) {
      await open.page.getByRole("tab", { name: tab }).click();
      const text = (await open.page.locator("main").textContent()) ?? "";
      expect(text).toContain("docs⟨U+202E⟩gnihton⟨U+202C⟩");
      expect(text).not.toContain("\u202e");
    }
    await open.page.getByRole("button", { name: /^Pause docs/ }).click();
    await expect.poll(() => open.wishes.at(-1)).toMatchObject({ agent: turned, verb: "pause" });
    await open.close();
  });
});
