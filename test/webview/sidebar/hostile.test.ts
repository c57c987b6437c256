// Hostile texts in every place of the sidebar where text of a model, a file, a tool or a repository is shown: nothing is
// loaded, nothing runs, no command is sent, and the pane stays usable.
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApprovalSubject } from "../../../src/protocol/approvalSubject";
import type { Plan } from "../../../src/protocol/plan";
import type { InboxEntry, ToPane } from "../../../src/protocol/wire";
import { full, tally } from "../../faults/tally";
import { findChromium } from "../preview/findChromium";
import { hostileTexts } from "./hostileTexts";
import { type OpenSidebar, raiseStage, type Stage } from "./openSidebar";
import { runView } from "./sceneRun";
import { entryOf, hostState, summary, thisRun } from "./scenes";

const chromium = findChromium();
const payloads = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/webview/payloads.json"), "utf8"),
) as { id: string; input: string }[];
const texts: [string, string][] = [
  ...Object.entries(hostileTexts),
  ...(full ? payloads : []).map(({ id, input }): [string, string] => [id, input.slice(0, 4000)]),
];

describe.skipIf(chromium === null)("hostile texts", () => {
  const drawn = { tried: 0, harmless: 0 };
  let stage: Stage;
  let counter: Server;
  let sidebar: OpenSidebar;
  const seen: string[] = [];

  beforeAll(async () => {
    counter = createServer((request, response) => {
      seen.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => counter.listen(0, "127.0.0.1", resolve));
    stage = await raiseStage(chromium ?? "");
    sidebar = await stage.open({ height: 2000 });
  });
  afterAll(async () => {
    const { tried, harmless } = drawn;
    tally({ what: "hostile texts drawn in the sidebar (S-06)", tried, lost: tried - harmless });
    await stage?.close();
    counter?.close();
  });

  it.each(texts)("%s is only shown", async (_, template) => {
    drawn.tried += 1;
    const port = String((counter.address() as AddressInfo).port);
    const text = template.replaceAll("{{CANARY_PORT}}", port).replaceAll("PORT", port);
    await sidebar.tell(...everywhere(text));
    const { page } = sidebar;
    await page.getByRole("button", { name: "Edit step 1", exact: true }).click();
    await page.locator(".kilo-prompt .kilo-foldable-title").click();
    await page.getByText("In the agent's words").click();
    // Whatever can be clicked in the texts themselves is clicked.
    for (const link of await page.locator(".kilo-markdown a, .kilo-markdown button, .kilo-quote a").all())
      await link.click();
    await page.getByRole("button", { name: "Done with step 1" }).click();
    await page.getByText("In the agent's words").click();
    await page.locator(".kilo-prompt .kilo-foldable-title").click();
    expect(page.url()).toContain("/sidebar.html");
    expect(await page.getByRole("article").count()).toBe(6);
    expect(sidebar.faults).toEqual([]);
    expect(seen).toEqual([]);
    const asked = sidebar.actions.filter(
      (action) => action.type !== "link.open" || !/^http:/.test(action.url),
    );
    expect(asked).toEqual([]);
    drawn.harmless += 1;
  });
});

/** The text in every field that comes from elsewhere. */
function everywhere(text: string): ToPane[] {
  const view = runView("failed", text);
  view.summary = text;
  view.notices = [text];
  if (view.route) view.route.decision = "single";
  for (const task of Object.values(view.tasks)) task.result = { text };
  for (const task of Object.values(view.tasks)) task.title = text;
  for (const step of view.steps) step.title = text;
  for (const receipt of view.verifications[0]?.receipts ?? []) receipt.command = text;
  return [
    {
      type: "host",
      state: hostState({ chosen: thisRun, notices: [text], configProblem: text, history: [text] }),
    },
    { type: "runs", runs: [summary(0, { prompt: text })] },
    { type: "inbox", waiting: cards(text) },
    { type: "snapshot", run: thisRun, view, trace: null, driver: "nobody" },
  ];
}

function cards(text: string): InboxEntry[] {
  const files = [{ path: text, added: 1, removed: 1 }];
  const criteria = [{ text, check: text, before: text, after: text }];
  const step = { id: "s1", title: text, role: "coder", kind: "change" as const, instructions: text };
  const plan: Plan = {
    summary: text,
    steps: [{ ...step, after: [], files: [text], criteria }],
    risks: [text],
    contractChanges: [{ path: text, why: text }],
  };
  const shares = { left: 2, share: 1, depth: 1 };
  const subjects: ApprovalSubject[] = [
    { kind: "plan", plan, checks: [text] },
    {
      ...shares,
      kind: "subtask",
      role: text,
      model: text,
      message: text,
      files: [text],
      criteria,
      parent: "t1",
    },
    {
      kind: "completion",
      result: text,
      files,
      altered: [text],
      micros: 1,
      checks: [{ command: text, exitCode: 1 }],
    },
    { kind: "command", line: text, cwd: text, reason: text },
    { kind: "edit", tool: text, paths: [text], reason: text },
  ];
  const shown = { title: text, detail: `${text}.` };
  return [
    ...subjects.map((subject) =>
      entryOf({ ...shown, kind: subject.kind }, subject, { role: text, prompt: text }),
    ),
    entryOf({ ...shown, kind: "question", options: [text] }, null, { run: "another", prompt: text }),
  ];
}
