// Thirty secrets, in the environment, in `.env` files, in the configuration and as the model's key: whatever commands print,
// however they fail, none of them is in a child's environment, in the log and what lies beside it, or in a request to a
// model. Nobody listens on a port meanwhile. S-08, S-12.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createStage, person, type Stage } from "../../core/schedule/stage";
import { testSettings } from "../../fakes/testSettings";
import { tally } from "../tally";
import { listenersOf } from "./listeners";

let stage: Stage;
afterEach(() => stage?.close());

const random = (seed: number, length: number) => {
  let state = seed * 7919 + 13;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789".charAt(Math.floor(state / 4_096) % 55);
  }).join("");
};
/** A digit and a letter in each, whatever the seed gives. */
const secret = (seed: number, length = 32) => `k9${random(seed, length - 2)}`;

const inEnvironment: Record<string, string> = Object.fromEntries(
  [
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "MY_SERVICE_TOKEN",
    "DATABASE_PASSWORD",
    "STRIPE_SECRET",
    "APP_PRIVATE_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "GITHUB_TOKEN",
    "NPM_TOKEN",
    "SENTRY_AUTH_TOKEN",
    "npm_config_//x/:_authToken",
    "ENCRYPTION_KEY",
    "SIGNING_KEY",
    "DB_PASSWD",
    "CI_JOB_TOKEN",
  ].map((name, at) => [name, secret(at + 1)]),
);
const inDotEnv: Record<string, string> = Object.fromEntries(
  ["API_KEY", "JWT_SECRET", "SMTP_PASSWORD", "SESSION_SECRET", "WEBHOOK_TOKEN"].map((name, at) => [
    name,
    secret(at + 40),
  ]),
);
const inLocalEnv: Record<string, string> = Object.fromEntries(
  ["LOCAL_ACCESS_KEY", "LOCAL_TOKEN"].map((name, at) => [name, secret(at + 60, 24)]),
);
/** Known by their shape, wherever they stand. */
const shaped = [
  `ghp_${random(71, 36)}`,
  `sk-ant-api03-${random(72, 40)}`,
  `sk-proj-${random(73, 40)}`,
  "AKIAIOSFODNN7EXAMPLQ",
  `glpat-${random(74, 20)}`,
  `xoxb-1234567890-${random(75, 24)}`,
  `npm_${random(76, 36)}`,
];
const modelKey = secret(99, 40);
const all = [
  ...Object.values(inEnvironment),
  ...Object.values(inDotEnv),
  ...Object.values(inLocalEnv),
  ...shaped,
  modelKey,
];

const lines = (of: Record<string, string>) =>
  Object.entries(of)
    .map(([name, value], at) => (at % 2 ? `${name}=${value}` : `export ${name}="${value}"`))
    .join("\n");

/** What a project's own program may well do: print what it was configured with, in every form, and fail. */
const careless = `import { readFileSync } from "node:fs";
for (const [name, value] of Object.entries(process.env)) console.log(name + "=" + value);
const dotenv = readFileSync(".env", "utf8") + readFileSync(".env.local", "utf8") + readFileSync("config.json", "utf8");
console.log(dotenv);
console.error(JSON.stringify({ dotenv }), encodeURIComponent(dotenv));
throw new Error("cannot connect with " + dotenv);
`;

const files = {
  "careless.mjs": careless,
  ".env": `${lines(inDotEnv)}\n`,
  ".env.local": `${lines(inLocalEnv)}\n`,
  "config.json": `${JSON.stringify({ tokens: shaped })}\n`,
  "a.txt": "one\n",
};

const run = (command: string) => ({ calls: [{ name: "run_command", input: { command } }] });

function holding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

/** Ports on which this process listens. */
const listening = () => listenersOf([process.pid]);

it("none of thirty secrets is told to a child, a log or a model", { timeout: 120_000 }, async () => {
  expect(new Set(all).size).toBe(30);
  const opened: string[][] = [];
  stage = await createStage({
    files,
    interactive: true,
    secret: async () => modelKey,
    settings: { checks: { test: "node careless.mjs" } },
    beside: async () => inEnvironment,
    script: ({ messages, headers }) => {
      if (process.platform === "linux") opened.push(listening());
      const turn = messages.filter(({ role }) => role === "assistant").length;
      expect(Object.values(headers).some((value) => value.includes(modelKey))).toBe(true);
      const asked = [
        run("node careless.mjs"),
        run("env; printenv; export -p; set"),
        run("cat .env config.json"),
        run(`echo ${modelKey.slice(0, 3)}; false`),
        { calls: [{ name: "read_file", input: { path: "config.json" } }] },
        { calls: [{ name: "search_files", input: { pattern: "k9|ghp_" } }] },
        { calls: [{ name: "attempt_completion", input: { result: "Done." } }] },
      ];
      return asked[turn] ?? asked.at(-1) ?? {};
    },
  });
  const before = process.platform === "linux" ? listening() : [];
  const id = await stage.start("/single Look around.");
  const stop = new AbortController();
  void stage.engine.follow(
    id,
    0,
    ({ fact }) => {
      if (fact.type !== "approval.asked") return;
      const { id: approval, hash } = fact.approval;
      const command = { type: "approval.give", approval, hash, scope: "once", verdict: "approved" } as const;
      setImmediate(() => void stage.engine.send(id, command, person).catch(() => undefined));
    },
    stop.signal,
  );
  await stage.engine.settled(id);
  stop.abort();
  const lost: string[] = [];
  const bodies = stage.server.requests.map(({ bodyText }) => bodyText).join("\n");
  const events = JSON.stringify(await stage.facts(id));
  // With the folder of the run, whose log and texts an export copies, this is all that can be exported.
  const report = JSON.stringify(await stage.engine.ask(id, { type: "report" }));
  const rows = JSON.stringify(await stage.engine.view(id));
  for (const [at, value] of all.entries()) {
    const places = [
      ...holding(join(stage.home, "runs"), value),
      ...holding(join(stage.home, "scratch"), value),
    ].filter(
      // Checkpoints hold the user's files byte for byte, as git itself does.
      (path) => !path.includes("/objects/"),
    );
    if (places.length > 0) lost.push(`secret ${at} is in ${places}`);
    if (bodies.includes(value)) lost.push(`secret ${at} was sent to the model`);
    if ([events, report, rows].some((text) => text.includes(value)))
      lost.push(`secret ${at} can be read back`);
  }
  const printed = (await stage.facts(id)).filter((fact) => fact.type === "toolCall.settled");
  expect(printed.length).toBeGreaterThan(5);
  expect(report).toContain("node careless.mjs");
  expect(bodies).toContain("[redacted:");
  // The child's environment: none of the names is in what `env` printed.
  for (const name of Object.keys(inEnvironment))
    if (bodies.includes(`${name}=`)) lost.push(`${name} in a child`);
  const open = opened.filter((ports) => ports.join() !== before.join());
  if (open.length > 0) lost.push(`somebody listens: ${JSON.stringify(open)}`);
  tally({ what: "secrets in environment, files and keys (S-08)", tried: all.length, lost: lost.length });
  expect(lost).toEqual([]);
});

it.skipIf(process.platform === "win32")("what lies of a run is its owner's alone", async () => {
  stage = await createStage({
    files,
    settings: { approve: testSettings("").approve, checks: {} },
    script: {
      coder: [run("cat a.txt"), { calls: [{ name: "attempt_completion", input: { result: "Done." } }] }],
    },
  });
  const id = await stage.play("/single Look.");
  const open = [join(stage.home, "runs", id), join(stage.home, "scratch")].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => ({ path: join(entry.parentPath, entry.name), isFolder: entry.isDirectory() }))
      .filter(({ path }) => !path.includes("/objects"))
      .filter(({ path, isFolder }) => (statSync(path).mode & 0o077) !== 0 && (!isFolder || path.endsWith(id)))
      .map(({ path }) => path),
  );
  expect(open.filter((path) => path.includes("/runs/"))).toEqual([]);
});
