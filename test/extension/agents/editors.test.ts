// What the Agents view opens in VS Code's own editors: all changes of an agent, review comments on them, conflicts.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHandResolving } from "../../../src/extension/agents/resolveByHand";
import type { AgentVerb } from "../../../src/protocol/agentsWire";
import { Uri } from "../stand/basics";
import { stand } from "../stand/stand";
import { type AgentsPage, conflicted, finished, openSession, type SessionWindow, session } from "./stage";

let stage: SessionWindow;
let page: AgentsPage;
beforeEach(async () => {
  stage = await openSession();
  page = await stage.view();
});
afterEach(async () => {
  await stage.close();
  for (const list of [stand.executed, stand.answers, stand.shown, stand.comments]) list.length = 0;
  stand.missing.clear();
  stand.documents = [];
  stand.trusted = true;
});

const uriOf = (path: string) => Uri.file(path);
const wish = (verb: AgentVerb, agent: string) => page.wish({ type: "agents.verb", session, verb, agent });
const lastOf = (command: string) => stand.executed.findLast(([name]) => name === command)?.slice(1);

/** The rows of the multi-diff editor with the texts of both sides. */
async function shownRows(): Promise<{ title: unknown; rows: string[][] }> {
  const [title, given] = lastOf("vscode.changes") ?? [];
  const text = async (uri?: Uri) => {
    if (!uri) return "none";
    return uri.scheme === "file" ? `file ${uri.path}` : stand.page(uri);
  };
  const rows = (given as [Uri, Uri?, Uri?][]).map(async ([label, left, right]) => [
    label.path,
    await text(left),
    await text(right),
  ]);
  return { title, rows: await Promise.all(rows) };
}

async function done(...agents: ("database" | "api")[]): Promise<void> {
  const { commits } = stage;
  stage.write(...agents.map((agent) => finished(agent, commits.base, commits[agent])));
  await stage.window.until(session, ({ view }) => {
    return agents.every((agent) => view.session?.agents[agent]?.result !== null);
  });
}

describe("changes of an agent", () => {
  it("that is done: both sides from their commits, files that came and went too", async () => {
    await done("database");
    expect(await wish("diff", "database")).toBe(null);
    const at = (path: string) => join(stage.treeOf("database"), path);
    expect(await shownRows()).toEqual({
      title: "database (coder): changes",
      rows: [
        [at("api.txt"), "one\ntwo\nthree\n", "one\nTWO by database\nthree\n"],
        [at("old.txt"), "old\n", "none"],
        [at("src/db.txt"), "none", "db\n"],
      ],
    });
  });

  it("that works: the files of its tree as they are now, new ones too", async () => {
    writeFileSync(join(stage.treeOf("api"), "new.txt"), "new\n");
    expect(await wish("diff", "api")).toBe(null);
    const at = (path: string) => join(stage.treeOf("api"), path);
    expect((await shownRows()).rows).toEqual([
      [at("api.txt"), "one\ntwo\nthree\n", `file ${at("api.txt")}`],
      [at("new.txt"), "none", `file ${at("new.txt")}`],
    ]);
  });

  it("that moved a submodule: its commits, as git writes them", async () => {
    const tree = stage.treeOf("api");
    const [before, after] = ["1".repeat(40), "2".repeat(40)];
    const points = (commit: string) => {
      stage.git(tree, "update-index", "--add", "--cacheinfo", `160000,${commit},lib`);
      stage.git(tree, "commit", "-q", "-m", "lib");
      return stage.git(tree, "rev-parse", "HEAD");
    };
    const [base, commit] = [points(before), points(after)];
    stage.write(finished("api", base, commit));
    await stage.window.until(session, ({ view }) => view.session?.agents.api?.result !== null);
    expect(await wish("diff", "api")).toBe(null);
    expect((await shownRows()).rows).toEqual([
      [join(tree, "lib"), `Subproject commit ${before}\n`, `Subproject commit ${after}\n`],
    ]);
  });

  it("that changed a file that is no text: its two sides are told apart, though they have as many bytes", async () => {
    const tree = stage.treeOf("api");
    const holds = (bytes: number[]) => {
      writeFileSync(join(tree, "logo.bin"), Buffer.from(bytes));
      stage.git(tree, "add", "-A");
      stage.git(tree, "commit", "-q", "-m", "logo");
      return stage.git(tree, "rev-parse", "HEAD");
    };
    const [base, commit] = [holds([0, 1]), holds([0, 2])];
    stage.write(finished("api", base, commit));
    await stage.window.until(session, ({ view }) => view.session?.agents.api?.result !== null);
    expect(await wish("diff", "api")).toBe(null);
    const [[, left = "", right = ""] = []] = (await shownRows()).rows;
    expect(left).toMatch(/^This file is not text \(2 bytes, SHA-256 [0-9a-f]{12}…\)\.$/);
    expect(left).not.toBe(right);
  });

  it("all that landed", async () => {
    stage.write(...conflicted(stage.commits));
    await page.state((state) => state.kind === "session" && state.picture.merge !== null);
    expect(await page.wish({ type: "agents.session", session, verb: "review" })).toBe(null);
    const { title, rows } = await shownRows();
    expect([title, rows.map(([path]) => path)]).toEqual([
      `${session}: merged changes`,
      ["/merge/api.txt", "/merge/old.txt", "/merge/src/db.txt"],
    ]);
  });

  it("no git is started before the folder is trusted, and no page of another run is served", async () => {
    await done("database");
    expect(await wish("diff", "database")).toBe(null);
    const [, rows] = lastOf("vscode.changes") as [string, Uri[][]];
    const left = rows[0]?.[1] as Uri;
    stand.trusted = false;
    expect(await wish("diff", "database")).toMatch(/not trusted/);
    expect(await stand.page(left)).toMatch(/not trusted/);
    stand.trusted = true;
    const { scheme, path, query } = left;
    const strange = { scheme, authority: "session-20260101-009", path, query };
    expect(await stand.page(strange)).toMatch(/not here any more/);
  });

  it("an agent that has not begun has none", async () => {
    expect(await wish("diff", "testing")).toMatch(/has not begun/);
  });

  it("one whose files are still being written has none yet, for git would call all of them removed", async () => {
    const tree = stage.window.host.book.known(session)?.view.session?.agents.api?.tree;
    if (!tree) throw new Error("no tree");
    stage.write({ type: "agent.placed", agent: "api", tree, filling: true });
    await stage.window.until(session, ({ view }) => view.session?.agents.api?.filling === true);
    expect(await wish("diff", "api")).toMatch(/has not begun/);
    expect(lastOf("vscode.changes")).toBeUndefined();
  });
});

describe("review comments", () => {
  const sideOf = async (agent: string, file: string) => {
    expect(await wish("diff", agent)).toBe(null);
    const [, rows] = lastOf("vscode.changes") as [string, Uri[][]];
    const row = rows.find(([label]) => label?.path.endsWith(file));
    return { left: row?.[1], right: row?.[2] };
  };
  const comment = (thread: unknown, text: string) =>
    stand.commands.get("kilo.agents.comment")?.({ thread, text });

  it("are written beside what is there now, and sent as one message with their places and lines", async () => {
    await done("database", "api");
    const { right } = await sideOf("database", "api.txt");
    const made = await sideOf("database", "src/db.txt");
    const [controller] = stand.comments;
    expect(controller?.allows(Uri.file("/elsewhere.txt"))).toBe(false);
    const second = controller?.begin(made.right, 0, 0);
    const first = controller?.begin(right, 1, 2);
    await comment(second, "Name the table.");
    await comment(first, "Keep two as it was.");
    await comment(first, "Three too.");
    expect(first).toMatchObject({ label: "For database", canReply: true });
    expect(await page.wish({ type: "agents.verb", session, verb: "requestChanges", agent: "api" })).toMatch(
      /Say what/,
    );
    expect(
      await page.wish({
        type: "agents.verb",
        session,
        verb: "requestChanges",
        agent: "database",
        comment: "Nearly.",
      }),
    ).toBe(null);
    expect(await stage.sent()).toEqual([
      {
        type: "agent.requestChanges",
        agent: "database",
        comment: [
          "Nearly.",
          "",
          "api.txt:2-3",
          "> TWO by database",
          "> three",
          "Keep two as it was.",
          "Three too.",
          "",
          "src/db.txt:1",
          "> db",
          "Name the table.",
        ].join("\n"),
      },
    ]);
    expect([first?.disposed, second?.disposed]).toEqual([true, true]);
  });

  it("are written on what was there before too, and are for the agent whose diff it is", async () => {
    await done("database", "api");
    const [changed, removed] = [await sideOf("database", "api.txt"), await sideOf("database", "old.txt")];
    // It began with the same commit.
    const other = await sideOf("api", "api.txt");
    const [controller] = stand.comments;
    const sides = [changed.left, changed.right, removed.left, other.left];
    expect(sides.map((uri) => controller?.allows(uri))).toEqual([true, true, true, true]);
    const [why, gone] = [controller?.begin(changed.left, 1, 1), controller?.begin(removed.left, 0, 0)];
    await comment(why, "Why not two?");
    await comment(gone, "Keep this file.");
    expect([why?.label, gone?.label]).toEqual(["For database", "For database"]);
    await stand.commands.get("kilo.agents.requestChanges")?.(gone);
    const said = [
      "api.txt:2 (before your changes)\n> two\nWhy not two?",
      "old.txt:1 (before your changes)\n> old\nKeep this file.",
    ];
    expect(await stage.sent()).toEqual([
      { type: "agent.requestChanges", agent: "database", comment: said.join("\n\n") },
    ]);
  });

  it("are sent with the lines they were written on, where the agent has removed the file since", async () => {
    const file = join(stage.treeOf("api"), "new.txt");
    writeFileSync(file, "new\n");
    const { right } = await sideOf("api", "new.txt");
    const thread = stand.comments[0]?.begin(right, 0, 0);
    await comment(thread, "Name it.");
    rmSync(file);
    await stand.commands.get("kilo.agents.requestChanges")?.(thread);
    expect(await stage.sent()).toEqual([
      { type: "agent.requestChanges", agent: "api", comment: "new.txt:1\n> new\nName it." },
    ]);
  });

  it("are sent from a thread without more words, or taken back", async () => {
    await done("api");
    const { right } = await sideOf("api", "api.txt");
    const [controller] = stand.comments;
    const [kept, dropped] = [controller?.begin(right, 0, 0), controller?.begin(right, 2, 2)];
    await comment(kept, "Why one?");
    await comment(dropped, "No.");
    await stand.commands.get("kilo.agents.discardComments")?.(dropped);
    await stand.commands.get("kilo.agents.requestChanges")?.(kept);
    expect(await stage.sent()).toEqual([
      { type: "agent.requestChanges", agent: "api", comment: "api.txt:1\n> one\nWhy one?" },
    ]);
  });
});

describe("conflicts by hand", () => {
  const output = () => join(stage.treeOf("api"), "api.txt");
  const question = "question:resolve:api:2:1";
  const hash = "c".repeat(64);
  beforeEach(async () => {
    stage.write(...conflicted(stage.commits));
    await page.state((state) => state.kind === "session" && state.picture.aside.length > 0);
  });

  /** As the engine does when it is told to: a commit with both sides as parents and git's marks, then its question. */
  async function bringTogether(): Promise<void> {
    const tree = stage.treeOf("api");
    expect(() => stage.git(tree, "merge", "-q", stage.commits.database)).toThrow();
    stage.git(tree, "add", "-A");
    stage.git(tree, "commit", "-q", "-m", "both");
    const asked = { id: question, kind: "question", title: "Resolve", detail: "", hash } as const;
    stage.write(
      {
        type: "agent.reopened",
        agent: "api",
        reason: "conflict",
        message: "",
        origin: { kind: "person", via: "test" },
      },
      { type: "approval.asked", approval: asked },
    );
    await stage.window.until(session, ({ view }) => view.approvals[question] !== undefined);
  }

  /** Resolve is pressed, and the engine does its part. */
  async function begin(): Promise<void> {
    const pressed = wish("resolve", "api");
    await expect.poll(() => stage.sent()).toEqual([{ type: "agent.resolve", agent: "api", auto: false }]);
    expect(lastOf("_open.mergeEditor")).toBeUndefined();
    await bringTogether();
    expect(await pressed).toBe(null);
  }

  it("open in the merge editor once both sides are in the agent's tree, over its own file", async () => {
    await begin();
    const [given] = lastOf("_open.mergeEditor") as [
      { base: Uri; input1: { uri: Uri }; input2: { uri: Uri; title: string }; output: Uri },
    ];
    expect([given.output.path, given.input2.title]).toEqual([output(), "api"]);
    expect(readFileSync(output(), "utf8")).toContain("<<<<<<<");
    expect(
      await Promise.all([given.base, given.input1.uri, given.input2.uri].map((uri) => stand.page(uri))),
    ).toEqual(["one\ntwo\nthree\n", "one\nTWO by database\nthree\n", "one\nTWO by api\nthree\n"]);
  });

  it("are said to be resolved when nothing is unsaved and no mark is left", async () => {
    await begin();
    expect(await wish("resolved", "api")).toMatch(/marks are left in api\.txt/);
    const save = async () => {
      writeFileSync(output(), "one\nTWO by both of us\nthree\n");
      return true;
    };
    stand.documents = [{ uri: uriOf(output()), isDirty: true, save }];
    expect(await wish("resolved", "api")).toBe("Save api.txt first.");
    writeFileSync(output(), "one\nTWO by both\nthree\n");
    expect(await stage.sent()).toEqual([]);
    expect(await wish("resolved", "api")).toBe(null);
    expect(readFileSync(output(), "utf8")).toContain("both of us");
    expect(await stage.sent()).toEqual([resolvedAnswer]);
  });

  const resolvedAnswer = {
    type: "approval.give",
    approval: question,
    hash,
    verdict: "approved",
    scope: "once",
    comment: "resolved",
  };

  it("are offered to be merged again when the last file is saved without marks", async () => {
    await begin();
    writeFileSync(output(), "one\nTWO by both\nthree\n");
    stand.answers.push("Merge Again");
    stand.documentSaved.fire({ uri: uriOf(output()) });
    await expect.poll(() => stage.sent()).toEqual([resolvedAnswer]);
    expect(stand.shown.map(({ text }) => text)).toEqual(["No conflict is left in the files of api."]);
  });

  it("are not resolved by what the merge editor begins with, which VS Code may save by itself", async () => {
    const text = "one\ntwo\nthree\n";
    const uri = uriOf(output());
    await begin();
    stand.documentChanged.fire({ document: { uri, getText: () => text } });
    writeFileSync(output(), text);
    stand.documentSaved.fire({ uri });
    expect(await wish("resolved", "api")).toMatch(/^Decide each contested place in api\.txt/);
    expect(stand.shown.map(({ text: said }) => said)).toEqual([
      expect.stringContaining("Nothing is decided in api.txt yet."),
    ]);
    expect(await stage.sent()).toEqual([]);
    stand.answers.push("Take Neither");
    expect(await wish("resolved", "api")).toBe(null);
    expect(await stage.sent()).toEqual([resolvedAnswer]);
  });

  it("are not resolved by an answer in the sidebar either, while nothing is decided", async () => {
    const text = "one\ntwo\nthree\n";
    await begin();
    stand.documentChanged.fire({ document: { uri: uriOf(output()), getText: () => text } });
    writeFileSync(output(), text);
    const { host } = stage.window;
    const answer = (comment?: string) =>
      host.send(session, {
        ...{ type: "approval.give", approval: question, hash, verdict: "approved", scope: "once" },
        ...(comment === undefined ? {} : { comment }),
      });
    for (const comment of ["resolved", undefined]) {
      const sent = await answer(comment);
      expect(sent).toMatchObject({
        failure: { message: expect.stringMatching(/^Decide each contested place/) },
      });
    }
    expect(await stage.sent()).toEqual([]);
    expect(await answer("give up")).toMatchObject({ ok: true });
    expect(await stage.sent()).toMatchObject([{ comment: "give up" }]);
  });

  it("are not resolved by that text in a window that was reloaded since either", async () => {
    const text = "one\ntwo\nthree\n";
    await bringTogether();
    const { view } = (await stage.window.host.book.open(session)) ?? {};
    const agent = view?.session?.agents.api;
    if (!view || !agent) throw new Error("no agent");
    const memory = stage.window.host.context.workspaceState;
    const first = createHandResolving(memory, () => undefined);
    expect(await first.open(view, agent)).toEqual({ ok: true, value: 1 });
    stand.documentChanged.fire({ document: { uri: uriOf(output()), getText: () => text } });
    writeFileSync(output(), text);
    first.dispose();
    const second = createHandResolving(memory, () => undefined);
    expect(await second.problem(view, agent)).toMatch(/^Decide each contested place in api\.txt/);
    expect(await second.open(view, agent)).toEqual({ ok: true, value: 1 });
    expect(await second.problem(view, agent)).toMatch(/^Decide each contested place in api\.txt/);
    stand.answers.push("Take Neither");
    expect(await second.problem(view, agent)).toBe(null);
    second.dispose();
  });

  it("are not resolved where only some places were decided", async () => {
    const uri = uriOf(output());
    const texts = (first: string, last: string) =>
      [first, "two", "three", "four", "five", last, ""].join("\n");
    await begin();
    const marked = (side: string) => `<<<<<<< a\nours ${side}\n=======\ntheirs ${side}\n>>>>>>> b`;
    writeFileSync(output(), texts(marked("1"), marked("6")));
    expect(await wish("resolve", "api")).toBe(null);
    stand.documentChanged.fire({ document: { uri, getText: () => texts("one", "six") } });
    writeFileSync(output(), texts("ours 1", "six"));
    stand.documentSaved.fire({ uri });
    expect(await wish("resolved", "api")).toMatch(/^Decide each contested place in api\.txt/);
    expect(stand.shown.map(({ text }) => text)).toEqual([
      expect.stringContaining("Not every contested place is decided in api.txt yet."),
    ]);
    expect(await stage.sent()).toEqual([]);
    stand.answers.push("Merge Again");
    writeFileSync(output(), texts("ours 1", "theirs 6"));
    stand.documentSaved.fire({ uri });
    await expect.poll(() => stage.sent()).toEqual([resolvedAnswer]);
  });

  it("are opened again where the engine waits already, in a window that has not seen them", async () => {
    await bringTogether();
    expect(await wish("resolve", "api")).toBe(null);
    expect(lastOf("_open.mergeEditor")).toBeDefined();
    expect(await stage.sent()).toEqual([]);
  });

  it("in a VS Code without a merge editor the file is shown beside what is merged already", async () => {
    stand.missing.add("_open.mergeEditor");
    await begin();
    const [left, right] = lastOf("vscode.diff") as [Uri, Uri];
    expect([await stand.page(left), right.path]).toEqual(["one\nTWO by database\nthree\n", output()]);
  });

  it("an agent without conflicts has none to resolve, and none that are resolved", async () => {
    await done("database");
    expect(await wish("resolve", "database")).toMatch(/not set aside/);
    expect(await wish("resolved", "database")).toMatch(/press Resolve first/);
  });
});
