// Pushing over https to git's own server program, with the person's credential helper, with a token, and with neither.
// Left out where git has no http-backend or there is no openssl to make a certificate with.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pushBranch } from "../../../../src/core/fleet/pullRequest/pushBranch";
import { readRemote } from "../../../../src/core/git/network/remotes";
import { failed, git, repository, runner, temporaryFolder, value } from "../../git/support";

const backend = join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const canServe = existsSync(backend) && hasOpenssl();
const branch = "kilo/work";
const password = "made-up-password-0815";
const root = temporaryFolder("served");
const certificates = temporaryFolder("certificates");

/** Hands a request to git's server program and its answer back, as CGI has it. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  const expected = `Basic ${Buffer.from(`x-access-token:${password}`).toString("base64")}`;
  if (request.headers.authorization !== expected) {
    response.writeHead(401, { "www-authenticate": 'Basic realm="shop"' }).end();
    return;
  }
  const url = new URL(request.url ?? "/", "https://localhost");
  // As GitHub answers for a repository that was renamed, and to who may not write.
  if (url.pathname.startsWith("/renamed.git/")) {
    response.writeHead(301, { location: `/shop.git${url.pathname.slice(12)}${url.search}` }).end();
    return;
  }
  if (url.searchParams.get("service") === "git-receive-pack" && url.pathname.startsWith("/theirs.git/")) {
    const said = "Permission to acme/theirs.git denied to ada.\n";
    response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(said);
    return;
  }
  const child = spawn(backend, [], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname.replace("/theirs.git/", "/shop.git/"),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_USER: "x-access-token",
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf("\r\n\r\n");
    const lines = answer.subarray(0, end).toString("utf8").split("\r\n");
    const headers = lines.map((line) => line.split(": ", 2) as [string, string]);
    const status = headers.find(([name]) => name === "Status")?.[1] ?? "200";
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers));
    response.end(answer.subarray(end + 4));
  });
}

function makeCertificate(): void {
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const files = ["-keyout", join(certificates, "key.pem"), "-out", join(certificates, "cert.pem")];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files],
    {
      stdio: "ignore",
    },
  );
}

describe.skipIf(!canServe)("a push over https", () => {
  let close = () => {};
  let host = "";
  let url = "";
  const bare = join(root, "shop.git");

  beforeAll(async () => {
    makeCertificate();
    git(root, "init", "-q", "--bare", "-b", "main", "shop.git");
    const key = readFileSync(join(certificates, "key.pem"));
    const cert = readFileSync(join(certificates, "cert.pem"));
    const server = createServer({ key, cert }, serve);
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    host = `localhost:${(server.address() as AddressInfo).port}`;
    url = `https://${host}/shop.git`;
    close = () => server.closeAllConnections();
  });
  afterAll(() => close());

  /** A person's home: their certificate authority, and what else their configuration says. */
  function homeWith(config: string): Record<string, string | undefined> {
    const home = temporaryFolder("home");
    const trusted = `[http]\n\tsslCAInfo = ${join(certificates, "cert.pem")}\n`;
    writeFileSync(join(home, ".gitconfig"), trusted + config);
    return { PATH: process.env.PATH, HOME: home };
  }

  function place(): { folder: string; commit: string } {
    const folder = repository({ "a.txt": `${Math.random()}\n` });
    git(folder, "remote", "add", "origin", url);
    return { folder, commit: git(folder, "rev-parse", "HEAD").trim() };
  }

  async function push(
    at: ReturnType<typeof place>,
    environment: Record<string, string | undefined>,
    more: Partial<Parameters<typeof pushBranch>[0]> = {},
  ) {
    const own = runner(at.folder, { environment });
    const { address } = value(await readRemote(own, "origin"));
    return pushBranch({
      ...{ git: own, environment, remote: { name: "origin", url: address.shown }, branch, commit: at.commit },
      ...more,
    });
  }

  const tip = (name = branch) =>
    git(bare, "for-each-ref", "--format=%(objectname)", `refs/heads/${name}`).trim();

  it("signs in with the person's own helper, never the repository's", async () => {
    const at = place();
    const marks = temporaryFolder("marks");
    git(at.folder, "config", "credential.helper", `!f() { : > ${marks}/repository; }; f`);
    const helper = `[credential]\n\thelper = "!f() { echo username=x-access-token; echo password=${password}; }; f"\n`;
    expect(value(await push(at, homeWith(helper), { branch: "by-helper" })).url).toBe(url);
    expect(tip("by-helper")).toBe(at.commit);
    expect(existsSync(join(marks, "repository"))).toBe(false);
  });

  it("signs in with a token of that host, and leaves it nowhere", async () => {
    const at = place();
    const credential = { host, token: password };
    const pushed = await push(at, homeWith(""), { branch: "by-token", credential });
    expect(value(pushed).already).toBe(false);
    expect(tip("by-token")).toBe(at.commit);
    expect(git(at.folder, "config", "--list")).not.toContain(password);
    expect(value(await push(at, homeWith(""), { branch: "by-token", credential })).already).toBe(true);
  });

  it("refuses commits of others there too", async () => {
    const credential = { host, token: password };
    value(await push(place(), homeWith(""), { branch: "taken", credential }));
    const held = tip("taken");
    expect(failed(await push(place(), homeWith(""), { branch: "taken", credential })).code).toBe("conflict");
    expect(tip("taken")).toBe(held);
  });

  it("never shows a password of the address", async () => {
    const at = place();
    git(at.folder, "config", "remote.origin.url", `https://ada:${password}-wrong@${host}/shop.git`);
    const refused = await push(at, homeWith(""));
    expect(failed(refused)).toMatchObject({
      code: "not-allowed",
      message: expect.stringMatching(/did not accept the credentials/),
    });
    expect(JSON.stringify(refused)).not.toContain(password);
    git(at.folder, "config", "remote.origin.url", `https://x-access-token:${password}@${host}/shop.git`);
    const pushed = await push(at, homeWith(""), { branch: "by-address" });
    expect(JSON.stringify(pushed)).not.toContain(password);
    expect(tip("by-address")).toBe(at.commit);
  });

  it.each<
    [
      string,
      () => {
        environment: ReturnType<typeof homeWith>;
        more?: Partial<Parameters<typeof pushBranch>[0]>;
        address?: string;
      },
      string,
      RegExp,
    ]
  >([
    [
      "no credentials: nobody is asked",
      () => ({ environment: homeWith("") }),
      "not-allowed",
      /there are none; sign in with your git credential helper/,
    ],
    [
      "a token of another host",
      () => ({ environment: homeWith(""), more: { credential: { host: "github.com", token: password } } }),
      "not-allowed",
      /did not accept the credentials/,
    ],
    [
      "a certificate nobody vouched for",
      () => ({ environment: { PATH: process.env.PATH, HOME: temporaryFolder("home") } }),
      "not-allowed",
      /certificate of .* is not trusted/,
    ],
    [
      "no such repository",
      () => ({
        environment: homeWith(""),
        more: { credential: { host, token: password } },
        address: `https://${host}/none.git`,
      }),
      "not-found",
      /There is no repository at/,
    ],
    [
      "a repository that was renamed",
      () => ({
        environment: homeWith(""),
        more: { credential: { host, token: password } },
        address: `https://${host}/renamed.git`,
      }),
      "not-found",
      /renamed\.git has moved to another address; write that one into the remote with `git remote set-url`\.$/,
    ],
    [
      "a token that may only read",
      () => ({
        environment: homeWith(""),
        more: { credential: { host, token: password } },
        address: `https://${host}/theirs.git`,
      }),
      "not-allowed",
      /theirs\.git knows your key or token but does not allow this; use one that may write there, or push to a fork/,
    ],
    [
      "nobody listens",
      () => ({ environment: homeWith(""), address: "https://localhost:1/shop.git" }),
      "provider-unreachable",
      /cannot be reached; check the network/,
    ],
  ])("%s", async (_name, make, code, sentence) => {
    const { environment, more = {}, address = url } = make();
    const at = place();
    git(at.folder, "config", "remote.origin.url", address);
    // What a repository says about certificates and proxies is not heard.
    git(at.folder, "config", "http.sslVerify", "false");
    git(at.folder, "config", "http.proxy", "http://127.0.0.1:2");
    git(at.folder, "config", "core.askPass", "echo");
    expect(failed(await push(at, environment, more))).toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    });
    expect(tip()).toBe("");
  });
});
