// Artifacts between agents of a session: looked at, kept as files, shown to those that depend on them, and to nobody else.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { approvalKinds } from "../../../../src/protocol/approval";
import { call, door, type Family, familyStage, flaws } from "../../../tree/stage";
import { end, type Heard, publish, teamOptions, told, wordsOf, write } from "./team";

const play = familyStage();
const fileOf = (one: Family, path: string) => join(one.folder, ".kilocode/agent-artifacts", path);
const status = (one: Family) =>
  execFileSync("git", ["status", "--porcelain", "--untracked-files=all"], {
    cwd: one.folder,
    encoding: "utf8",
  });

test("from those an agent depends on, through others too; and a file for people", async () => {
  const heard: Heard = {};
  const long = `${"x".repeat(40_000)}\n`;
  const one = await play(
    teamOptions(
      {
        agents: { db: [], api: ["db"], ui: ["api"], docs: [] },
        parts: {
          "#db": [[publish("schema.json", '{"users":["id"]}'), write("db.txt")], [end("done")]],
          "#api": [
            [call("publish_artifact", { name: "api/notes.txt", path: "long.txt" }), write("api.txt")],
            [end("done")],
          ],
          "#ui": [[write("ui.txt")], [end("done")]],
          "#docs": [[publish("readme.md", "# all\n"), write("docs.txt")], [end("done")]],
        },
        more: { files: { "long.txt": long } },
      },
      heard,
    ),
  );
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(await flaws(one)).toEqual([]);
  const [api, ui, docs] = ["#api", "#ui", "#docs"].map((name) => heard[name]?.[0]?.messages[0]?.text ?? "");
  const { artifacts, session, tasks } = await one.view();
  const line = `Artifact db/schema.json from db: json: object with 1 key [id=${artifacts["db/schema.json"]?.hash}]`;
  expect(api).toContain(`${line}\n{"users":["id"]}`);
  expect(ui).toContain(line);
  // Its own name in front of an artifact's is not said twice.
  const notes = artifacts["api/notes.txt"]?.hash ?? "";
  expect(ui).toContain(`Artifact api/notes.txt from api: text: 1 line, 40001 bytes [id=${notes}]`);
  expect(ui).toContain(`[32001 more characters; read_output id=${notes} start=8000]`);
  expect(ui).not.toContain("readme.md");
  expect(docs).not.toContain("Artifact");
  expect(Object.keys(artifacts).sort()).toEqual(["api/notes.txt", "db/schema.json", "docs/readme.md"]);
  expect(session?.agents.ui?.given).toEqual({
    "api/notes.txt": notes,
    "db/schema.json": artifacts["db/schema.json"]?.hash,
  });
  const task = Object.values(tasks).find(({ role }) => role === "ui");
  expect(task?.artifacts?.map(({ name }) => name)).toEqual(["api/notes.txt", "db/schema.json"]);
  expect(task?.rights.tools).toEqual(
    expect.arrayContaining(["publish_artifact", "ask_orchestrator", "answer_question", "read_output"]),
  );
  expect(readFileSync(fileOf(one, "db/schema.json"), "utf8")).toBe('{"users":["id"]}');
  expect(JSON.parse(readFileSync(fileOf(one, "db/.artifacts.json"), "utf8"))).toMatchObject({
    artifacts: { "schema.json": { kind: "json", bytes: 16, producer: { agent: "db", run: one.run } } },
  });
  expect(status(one)).not.toContain("kilocode");
});

test("what is not what it claims to be goes back, and is never stored", async () => {
  const one = await play(
    teamOptions({
      agents: { api: [] },
      parts: {
        "#api": [
          [publish("openapi.json", "{ paths: }")],
          [publish("openapi.json", '{"openapi":"3.0.0","info":{"title":"a","version":"1"}}')],
          [publish("../../x", "1")],
          [publish("openapi.json", '{"openapi":"3.1.0","info":{"title":"a","version":"1"},"paths":{}}')],
          [publish("OpenAPI.json", "{}")],
          [write("api.txt")],
          [end("done")],
        ],
      },
    }),
  );
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(told(one, "publish_artifact", "api")).toEqual([
    expect.stringMatching(
      /^openapi\.json was not published: it is no JSON: .*\. Mend it and publish it once more\.$/,
    ),
    "openapi.json was not published: paths is missing. It was sent back before: go on without it and say so in your result, or give it a name that does not promise openapi.",
    expect.stringMatching(/^The arguments do not fit publish_artifact/),
    "Published api/openapi.json (openapi 3.1: 0 paths, 0 operations).",
    expect.stringContaining("api/openapi.json differs from it only in upper and lower case"),
  ]);
  expect(one.of("artifact.published")).toMatchObject([{ name: "api/openapi.json", kind: "openapi" }]);
});

test("a file of its tree, never one with secrets or outside; held against a consumer's schema", async () => {
  const file = (name: string, path: string) => call("publish_artifact", { name, path });
  const schema = '{"type":"object","properties":{"port":{"type":"integer"}},"required":["port"]}';
  const one = await play(
    teamOptions({
      agents: { ui: [], api: ["ui"] },
      parts: {
        "#ui": [[publish("service.schema.json", schema), write("ui.txt")], [end("done")]],
        "#api": [
          [write("out/report.json", '{"port":"80"}\n')],
          [file("service.json", "out/report.json")],
          [write("out/report.json", '{"port":80}\n')],
          [file("service.json", "out/report.json")],
          [file("env.txt", ".env"), file("p.txt", "/etc/passwd"), file("none.txt", "none.txt")],
          [call("publish_artifact", { name: "a.txt" })],
          [end("done")],
        ],
      },
      more: { files: { ".env": "KEY=1\n" } },
    }),
  );
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(told(one, "publish_artifact", "api")).toEqual([
    expect.stringMatching(/^service\.json was not published: it breaks its schema: port: /),
    "Published api/service.json (json: object with 1 key, fits its schema).",
    ".env may hold secrets; it is not published.",
    expect.stringContaining("it leads outside"),
    "The file none.txt does not exist.",
    "Give either content or path.",
  ]);
  expect(readFileSync(fileOf(one, "api/service.json"), "utf8")).toBe('{"port":80}\n');
});

test("a file that cannot be written stops nothing; one changed by hand is kept", async () => {
  const held = door();
  const one = await play(
    teamOptions({
      agents: { api: [], db: [] },
      parts: {
        "#api": [[write("api.txt")], [publish("notes.md", "mine\n")], [end("done")]],
        "#db": [[write("db.txt")], [publish("notes.md", "mine\n")], [end("done")]],
      },
      hold: (_, __, nth) => (nth === 0 ? held.passed : undefined),
    }),
  );
  mkdirSync(fileOf(one, "db"), { recursive: true });
  writeFileSync(fileOf(one, "db/notes.md"), "a person's\n");
  symlinkSync(one.folder, fileOf(one, "api"));
  held.open();
  expect(await one.ended()).toEqual({ kind: "ended" });
  const notices = one.of("notice.given").map(({ text }) => text);
  expect(notices.filter((text) => text.includes("agent-artifacts")).sort()).toEqual([
    expect.stringMatching(
      /^\.kilocode\/agent-artifacts\/db\/notes\.md was changed by hand; it is kept as .*\.kept-[0-9a-f]{8}\.$/,
    ),
    "The artifact api/notes.md is kept in the log, but not as a file: .kilocode/agent-artifacts/api is a link; move it away to have artifacts as files.",
  ]);
  expect(existsSync(join(one.folder, "notes.md"))).toBe(false);
  expect((await one.view()).outcome).toBe("done");
});

test("a repository whose list of what is left out cannot be written stops no publication", async () => {
  const held = door();
  const one = await play(
    teamOptions({
      agents: { db: [] },
      parts: { "#db": [[write("db.txt")], [publish("notes.md", "mine\n")], [end("done")]] },
      hold: (_, __, nth) => (nth === 0 ? held.passed : undefined),
    }),
  );
  await one.until((fact) => fact.type === "task.started");
  rmSync(join(one.folder, ".git/info"), { recursive: true });
  writeFileSync(join(one.folder, ".git/info"), "");
  held.open();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(told(one, "publish_artifact", "db")).toEqual(["Published db/notes.md (text: 1 line, 5 bytes)."]);
  expect(one.of("notice.given").map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^The artifact db\/notes\.md is kept in the log, but not as a file: /),
  );
});

const asking = Object.fromEntries(approvalKinds.map((kind) => [kind, kind === "merge" ? "ask" : "auto"]));

/** The second version is published because a person asked for changes. */
const versions = {
  "#db": [[publish("schema.json", '{"users":["id"]}'), write("db.txt")], [end("done")]],
};

test("a changed artifact: the agent that used it is begun once more, and told what changed", async () => {
  const heard: Heard = {};
  let asked = 0;
  const isFirst = () => {
    asked += 1;
    return asked === 1;
  };
  const second = [publish("schema.json", '{"users":["id","name"]}'), write("more.txt")];
  const one = await play(
    teamOptions(
      {
        agents: { db: [], api: ["db"], docs: [] },
        parts: {
          "#db": [
            (request) => ({
              calls: wordsOf(request).includes("add name") ? second : (versions["#db"][0] ?? []),
            }),
            [end("done")],
          ],
          "#api": [
            (request) => ({
              calls: [write(wordsOf(request).includes('"name"') ? "second.txt" : "first.txt")],
            }),
            [end("done")],
          ],
          "#docs": [[write("docs.txt")], [end("done")]],
        },
        more: {
          settings: { approve: asking as never },
          answer: ({ kind }) => (kind === "merge" && isFirst() ? null : {}),
        },
      },
      heard,
    ),
  );
  await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "merge");
  await one.send({ type: "agent.requestChanges", agent: "db", comment: "add name" });
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(one.of("agent.stale")).toEqual([
    { type: "agent.stale", agent: "api", artifacts: ["db/schema.json"] },
  ]);
  expect(one.of("agent.reopened").map(({ agent, reason }) => `${agent} ${reason}`)).toEqual([
    "db changes",
    "api stale",
  ]);
  const again = heard["#api"]?.find((request) => wordsOf(request).includes("changed since you used them"));
  expect(wordsOf(again)).toContain("- db/schema.json: json: object with 1 key (read_output id=");
  expect(wordsOf(again)).toContain('{"users":["id","name"]}');
  expect(existsSync(join(one.folder, "second.txt"))).toBe(true);
  const { session, outcome } = await one.view();
  expect([outcome, session?.agents.api?.stale, session?.agents.api?.refreshed]).toEqual(["done", [], 1]);
  expect(await flaws(one)).toEqual([]);
});

test("a changed artifact: the agent at work with it is told at its next safe point, and not begun again", async () => {
  const held = door();
  const heard: Heard = {};
  const second = [publish("schema.json", '{"users":["id","name"]}'), write("more.txt")];
  const one = await play(
    teamOptions(
      {
        agents: { db: [], api: ["db"] },
        parts: {
          "#db": [
            (request) => ({
              calls: wordsOf(request).includes("add name") ? second : (versions["#db"][0] ?? []),
            }),
            [end("done")],
          ],
          "#api": [[write("api.txt")], [end("done")]],
        },
        hold: (_, name, nth) => (name === "#api" && nth === 0 ? held.passed : undefined),
      },
      heard,
    ),
  );
  await one.until((fact) => fact.type === "task.created" && fact.role === "api");
  await one.send({ type: "agent.requestChanges", agent: "db", comment: "add name" });
  await one.until((fact) => fact.type === "agent.stale");
  held.open();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(one.of("agent.stale")).toMatchObject([{ agent: "api", told: true }]);
  expect(one.of("agent.reopened").map(({ agent }) => agent)).toEqual(["db"]);
  expect(wordsOf(heard["#api"]?.at(-1))).toContain("artifacts you were given have a newer version");
  expect((await one.view()).session?.agents.api?.stale).toEqual([]);
  expect(await flaws(one)).toEqual([]);
});

test("closed in the middle of a publication: the file is there, and nothing twice", async () => {
  const one = await play(
    teamOptions({
      agents: { db: [] },
      parts: { "#db": [[publish("schema.json", "[1]")], [write("db.txt")], [end("done")]] },
    }),
  );
  await one.until((fact) => fact.type === "artifact.published");
  await one.reopen();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(one.of("artifact.published")).toHaveLength(1);
  expect(told(one, "publish_artifact", "db")).toEqual(["Published db/schema.json (json: list of 1)."]);
  expect(readFileSync(fileOf(one, "db/schema.json"), "utf8")).toBe("[1]");
  expect(await flaws(one)).toEqual([]);
});
