// A loopback server that speaks the endpoints of GitHub this product uses, and lets a test answer instead of it.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Pull {
  number: number;
  title: string;
  body: string;
  head: string;
  base: string;
  draft: boolean;
  state: "open" | "closed";
  merged: boolean;
  /** Tip of its branch. */
  sha?: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Sent as it is. */
  text?: string;
  /** The connection is cut instead. */
  cut?: true;
}

export interface GitHubServer {
  baseUrl: string;
  pulls: Pull[];
  statuses: { state: string; total_count: number };
  runs: { status: string; conclusion: string | null }[];
  /** Each request, as `GET /repos/…`. */
  asked: string[];
  authorizations: Set<string>;
  /** Answers that were "not modified". */
  unchanged: number;
  /** Answers in the place of the server; null lets it answer itself. */
  instead: (request: { method: string; path: string; body: Record<string, unknown> }) => Answer | null;
  /** Commit of a branch that a pull request is made of. */
  tipOf: (branch: string) => string;
  close(): Promise<void>;
}

const servers: Server[] = [];

/** For the end of a test file. */
export function closeGitHubs(): void {
  for (const server of servers.splice(0)) server.closeAllConnections();
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function show(pull: Pull): Record<string, unknown> {
  const cut = pull.head.indexOf(":");
  return {
    number: pull.number,
    html_url: `https://github.example/acme/shop/pull/${pull.number}`,
    state: pull.state,
    merged: pull.merged,
    merged_at: pull.merged ? "2026-11-21T12:00:00Z" : null,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    head: {
      ref: pull.head.slice(cut + 1),
      sha: pull.sha ?? "a".repeat(40),
      user: { login: pull.head.slice(0, cut) },
    },
    base: { ref: pull.base },
  };
}

function withOwner(head: string): string {
  return head.includes(":") ? head : `acme:${head}`;
}

function create(server: GitHubServer, body: Record<string, unknown>): Answer {
  const head = withOwner(String(body.head));
  const there = server.pulls.some(
    (one) => one.head === head && one.base === body.base && one.state === "open",
  );
  if (there) {
    const errors = [
      { resource: "PullRequest", code: "custom", message: `A pull request already exists for ${head}.` },
    ];
    return { status: 422, body: { message: "Validation Failed", errors } };
  }
  const pull: Pull = {
    number: server.pulls.length + 7,
    title: String(body.title),
    body: String(body.body),
    head,
    base: String(body.base),
    draft: body.draft === true,
    state: "open",
    merged: false,
    sha: server.tipOf(String(body.head)),
  };
  server.pulls.push(pull);
  return { status: 201, body: show(pull) };
}

function list(server: GitHubServer, query: URLSearchParams): Answer {
  const found = server.pulls.filter(
    (pull) =>
      [pull.state, "all"].includes(query.get("state") ?? "open") &&
      pull.head === (query.get("head") ?? pull.head) &&
      pull.base === (query.get("base") ?? pull.base),
  );
  return { status: 200, body: found.map(show) };
}

function listRuns(server: GitHubServer, query: URLSearchParams): Answer {
  const size = Number(query.get("per_page") ?? 30);
  const from = (Number(query.get("page") ?? 1) - 1) * size;
  const check_runs = server.runs.slice(from, from + size).map((run, index) => ({ id: from + index, ...run }));
  return { status: 200, body: { total_count: server.runs.length, check_runs } };
}

function answer(server: GitHubServer, method: string, url: URL, body: Record<string, unknown>): Answer {
  const path = /^\/repos\/acme\/shop\/(.*)$/.exec(url.pathname)?.[1] ?? "";
  if (path === "pulls") return method === "POST" ? create(server, body) : list(server, url.searchParams);
  const pull = server.pulls.find(({ number }) => path === `pulls/${number}`);
  if (pull && method === "PATCH") Object.assign(pull, body);
  if (pull) return { status: 200, body: show(pull) };
  if (/^commits\/[0-9a-f]{40}\/status$/.test(path)) return { status: 200, body: server.statuses };
  if (/^commits\/[0-9a-f]{40}\/check-runs$/.test(path)) return listRuns(server, url.searchParams);
  return { status: 404, body: { message: "Not Found" } };
}

async function serve(server: GitHubServer, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? "/", server.baseUrl);
  const method = request.method ?? "GET";
  server.asked.push(`${method} ${url.pathname}`);
  server.authorizations.add(request.headers.authorization ?? "none");
  const body = await readBody(request);
  const given = server.instead({ method, path: url.pathname, body }) ?? answer(server, method, url, body);
  return method === "GET" && given.status === 200 ? conditional(server, request, given) : given;
}

/** An answer that is as it was before is not sent again. */
function conditional(server: GitHubServer, request: IncomingMessage, given: Answer): Answer {
  const etag = `"${createHash("sha256").update(JSON.stringify(given)).digest("hex")}"`;
  if (request.headers["if-none-match"] === etag) {
    server.unchanged += 1;
    return { status: 304, headers: { etag }, text: "" };
  }
  return { ...given, headers: { etag, ...given.headers } };
}

/** A GitHub with one repository, acme/shop, and no pull request. */
export async function startGitHub(): Promise<GitHubServer> {
  const http = createServer((request, response) => {
    void serve(server, request).then(({ status, headers = {}, body, text, cut }) => {
      if (cut) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
      response.end(text ?? JSON.stringify(body ?? {}));
    });
  });
  servers.push(http);
  await new Promise<void>((ready) => http.listen(0, "127.0.0.1", ready));
  const server: GitHubServer = {
    baseUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    pulls: [],
    statuses: { state: "pending", total_count: 0 },
    runs: [],
    asked: [],
    authorizations: new Set(),
    unchanged: 0,
    instead: () => null,
    tipOf: () => "a".repeat(40),
    close: () =>
      new Promise((closed) => {
        http.closeAllConnections();
        http.close(() => closed());
      }),
  };
  return server;
}
