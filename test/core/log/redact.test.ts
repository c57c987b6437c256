// What counts as a secret and what does not. Tokens are put together here, so that no scanner takes this file for a leak.
import { createHash, generateKeyPairSync, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createRedactor, redact, redactDeep } from "../../../src/core/log/redact";
import { someFacts } from "./someFacts";

/** A repeatable string of letters and digits. */
function filler(length: number, seed = "x"): string {
  let text = "";
  while (text.length < length)
    text += createHash("sha256")
      .update(seed + text.length)
      .digest("base64")
      .replace(/[^A-Za-z0-9]/g, "");
  return text.slice(0, length);
}
const upper = (length: number) =>
  filler(length * 4)
    .toUpperCase()
    .slice(0, length);
const join = (...parts: string[]) => parts.join("");
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const jwt = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: "1234567890", name: "Ada" })}.${filler(43)}`;
const pem = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

const secrets: [name: string, secret: string, kind: string][] = [
  ["Anthropic", join("sk-", "ant-api03-", filler(80), "-", filler(12), "AA"), "anthropic-key"],
  ["OpenAI, project", join("sk-", "proj-", filler(60), "_", filler(60)), "openai-key"],
  ["OpenAI, service account", join("sk-", "svcacct-", filler(60)), "openai-key"],
  ["OpenAI, old", join("sk-", filler(20), "T3BlbkFJ", filler(20)), "openai-key"],
  ["DashScope, DeepSeek", join("sk-", createHash("md5").update("a").digest("hex")), "openai-key"],
  ["OpenRouter", join("sk-", "or-v1-", createHash("sha256").update("a").digest("hex")), "api-key"],
  ["GitHub, personal", join("gh", "p_", filler(36)), "github-token"],
  ["GitHub, OAuth", join("gh", "o_", filler(36)), "github-token"],
  ["GitHub, server", join("gh", "s_", filler(36)), "github-token"],
  ["GitHub, fine-grained", join("github", "_pat_", filler(22), "_", filler(59)), "github-token"],
  ["AWS", join("AK", "IA", upper(16)), "aws-key"],
  ["AWS, temporary", join("AS", "IA", upper(16)), "aws-key"],
  ["Google", join("AI", "za", filler(20), "-", filler(14)), "google-key"],
  ["Slack, bot", join("xo", "xb-", "123456789012-123456789012-", filler(24)), "slack-token"],
  ["Slack, user", join("xo", "xp-", "123456789012-", filler(24)), "slack-token"],
  ["Slack, app", join("xo", "xa-", "2-", filler(24)), "slack-token"],
  ["GitLab", join("glp", "at-", filler(20)), "gitlab-token"],
  ["npm", join("np", "m_", filler(36)), "npm-token"],
  ["JWT", jwt, "jwt"],
  ["private key", pem.privateKey.trim(), "private-key"],
];

const places: [name: string, put: (secret: string) => string][] = [
  ["alone", (secret) => secret],
  ["in a sentence", (secret) => `The key is ${secret}, keep it.`],
  ["in an env file", (secret) => `A=1\nAPI_KEY=${secret}\nB=2`],
  ["in quotes", (secret) => `const key = "${secret}";`],
  ["in JSON within JSON", (secret) => JSON.stringify(JSON.stringify({ out: `first\n${secret}\n\tlast` }))],
  ["after a tab in JSON", (secret) => JSON.stringify(`key:\t${secret}`)],
  ["in terminal colours", (secret) => `\u001b[1;32m${secret}\u001b[0m`],
  ["in a header", (secret) => `curl -H 'x-api-key: ${secret}' https://example.com`],
  ["in a URL's query", (secret) => `https://example.com/?key=${secret}&b=1`],
  ["many times", (secret) => `${secret}\n${secret}\n`.repeat(3)],
];

describe.each(secrets)("%s", (_name, secret, kind) => {
  test.each(places)("%s", (_place, put) => {
    const clean = redact(put(secret));
    const lines = secret.split("\n");
    for (const line of lines.filter((each) => each.length > 20)) expect(clean).not.toContain(line);
    expect(clean).not.toContain(secret.slice(-16));
    expect(clean.replace(/\\+[ntr]/g, "\n")).toContain(`[redacted:${kind}]`);
    expect(redact(clean)).toBe(clean);
  });
});

test.each([
  ["Authorization: Bearer abc123.def-456", "Authorization: Bearer [redacted:authorization]"],
  ['{"authorization":"Bearer abcdef0123456789"}', '{"authorization":"Bearer [redacted:authorization]"}'],
  [
    "headers.set('Authorization', 'Basic dXNlcjpwYXNz')",
    "headers.set('Authorization', 'Basic [redacted:authorization]')",
  ],
  ["-H 'authorization: token 0123456789abcdef'", "-H 'authorization: token [redacted:authorization]'"],
  ["postgres://ada:s3cret@db:5432/shop", "postgres://[redacted:credentials]@db:5432/shop"],
  ["https://ada:p%40ss@example.com/a@b", "https://[redacted:credentials]@example.com/a@b"],
  ["redis://:hunter22@localhost:6379", "redis://[redacted:credentials]@localhost:6379"],
  [
    "origin\thttps://oauth2:abcdef@git.example.com/x.git (fetch)",
    "origin\thttps://[redacted:credentials]@git.example.com/x.git (fetch)",
  ],
])("%s", (text, expected) => {
  expect(redact(text)).toBe(expected);
  expect(redact(`${text}\n${text}`)).toBe(`${expected}\n${expected}`);
});

test("private keys: cut off, escaped in JSON, joined in code, several, with a certificate between", () => {
  const key = pem.privateKey;
  const body = key.split("\n")[1] ?? "";
  expect(redact(key.slice(0, 120))).toBe("[redacted:private-key]");
  expect(redact(JSON.stringify({ key }))).toBe('{"key":"[redacted:private-key]\\n"}');
  const code = key
    .trim()
    .split("\n")
    .map((line) => `'${line}\\n'`)
    .join(" +\n");
  expect(redact(code)).not.toContain(body);
  expect(redact(`a\n${key}${pem.publicKey}${key}z`)).toBe(
    `a\n[redacted:private-key]\n${pem.publicKey}[redacted:private-key]\nz`,
  );
});

describe("what stays as it is", () => {
  const harmless = [
    `commit ${createHash("sha1").update("a").digest("hex")}`,
    createHash("sha256").update("a").digest("hex"),
    createHash("sha512").update("b").digest("base64"),
    `integrity: sha512-${createHash("sha512").update("c").digest("base64")}`,
    randomUUID(),
    `data:image/png;base64,${Buffer.from(filler(3000)).toString("base64")}`,
    ".sk-circle-fade-dot { animation: sk-circle-fade 1.2s } .sk-folding-cube-rotate-plane",
    "task-0123456789abcdef0123456789 disk-4f3a9b2c1d0e8f7a6b5c4d3e2f1a0b9c risk-assessment-report-2026",
    'const key = process.env.ANTHROPIC_API_KEY ?? ""; // begins with sk-ant-',
    "sk-... sk-ant-... sk-ant-your-key ghp_xxx github_pat_ AKIA AIza xoxb- glpat- npm_ eyJ",
    "npm_config_registry npm_package_json npm_lifecycle_event",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code is what is tested.
    "headers: { Authorization: `Bearer ${token}` }",
    'headers["x-api-key"] = config.anthropicApiKeyFromEnvironment;',
    "Authorization: Bearer $TOKEN and Authorization: Bearer <your token>",
    "the bearer of good news; token authentication is used",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code is what is tested.
    "postgres://${user}:${password}@${host}/db postgres://$USER:$PASSWORD@host/db mysql://%s:%s@host",
    "http://localhost:3000/@scope/package https://example.com:8080/a@b git@github.com:ada/shop.git ssh://git@host/x",
    "see https://example.com/a:b and mail ada@example.com",
    'if (text.includes("-----BEGIN PRIVATE KEY-----")) throw new Error("no keys");',
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    pem.publicKey,
    "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgI\n-----END CERTIFICATE-----",
    'eyJ is how base64 of {" begins, as in eyJhbGciOiJIUzI1NiJ9',
    "xoxo-love-and-kisses-from-all-of-us xoxb-not-a-token-at-all",
    "AKIAVERYLONGCONSTANTNAMETHATISNOKEY MAKIA0123456789ABCDEF",
    "const mask = 0xAKIA; AIzaShort",
    "",
    "größe 🙂 \u2028 \ud800",
  ];
  test.each(harmless)("%s", (text) => {
    expect(redact(text)).toBe(text);
    expect(redactDeep({ list: [text], text })).toEqual({ list: [text], text });
  });

  test("this project's own lock file and sources", () => {
    for (const path of [
      "package-lock.json",
      "src/core/log/redact.ts",
      "src/core/log/runLock.ts",
      "src/protocol/event.ts",
    ]) {
      const text = readFileSync(path, "utf8");
      expect(redact(text)).toBe(text);
    }
  });
});

describe("in facts", () => {
  const key = join("sk-", "ant-api03-", filler(90));

  test("the same object comes back where nothing was found", () => {
    for (const fact of someFacts(60)) expect(redactDeep(fact)).toBe(fact);
    for (const value of [null, undefined, 7, true, []]) expect(redactDeep(value)).toBe(value);
  });

  test("strings at any depth are cleaned in a copy; the rest is shared", () => {
    const fact = { type: "notice.given", deep: [{ a: [`x ${key}`], n: 1 }], other: { b: 2 } };
    const clean = redactDeep(fact);
    expect(clean).toEqual({
      type: "notice.given",
      deep: [{ a: ["x [redacted:anthropic-key]"], n: 1 }],
      other: { b: 2 },
    });
    expect(clean.other).toBe(fact.other);
    expect(fact.deep[0]?.a[0]).toContain(key);
  });

  test("what a provider marked opaque goes back unchanged", () => {
    const parts = [
      { type: "opaque", model: "m", data: { signature: jwt } },
      { type: "text", text: jwt },
    ];
    expect(redactDeep(parts)).toEqual([parts[0], { type: "text", text: "[redacted:jwt]" }]);
  });

  test("known keys go too, as JSON and URLs write them, the longer one first", () => {
    const redactor = createRedactor([
      "hunter2-hunter2",
      'pa"ss\\wörd!',
      "hunter2-hunter2-more",
      "short",
      "  ",
    ]);
    expect(redactor.text("a hunter2-hunter2 b hunter2-hunter2-more short")).toBe(
      "a [redacted:key] b [redacted:key] short",
    );
    expect(redactor.text(JSON.stringify({ p: 'pa"ss\\wörd!' }))).toBe('{"p":"[redacted:key]"}');
    expect(redactor.text(`q=${encodeURIComponent('pa"ss\\wörd!')}`)).toBe("q=[redacted:key]");
    expect(redactor.deep({ a: ["hunter2-hunter2", key] })).toEqual({
      a: ["[redacted:key]", "[redacted:anthropic-key]"],
    });
  });
});

describe("hostile text costs no more than its length", () => {
  const size = 200_000;
  test.each([
    "sk-",
    "sk-ant-",
    "eyJ",
    "eyJaaaaaaaaaaa.",
    "xoxb-",
    "a://b:",
    "://",
    "authorization:  ",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\nAAAA",
    "-----END PRIVATE KEY-----",
    "gh",
    "A",
    "a.",
    "\\n",
    "\u001b[0m",
    "npm_",
    "a:b@",
    "x://aaaa",
  ])("%j over and over", (piece) => {
    // Quadratic time on 200,000 characters would run into the test's own time limit.
    const text = piece.repeat(Math.ceil(size / piece.length));
    expect(redact(`${text}\nsk-ant-`).length).toBeGreaterThan(0);
    expect(redact(`https://x ${text}`).length).toBeGreaterThan(0);
  });
});
