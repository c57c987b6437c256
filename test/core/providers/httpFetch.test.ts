// The fetch the SDKs send through, against a real server: what it must do as fetch does.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { httpFetch } from "../../../src/core/providers/httpFetch";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answering): Promise<string> {
  const made = createServer(answer);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/v1/messages`;
}

const post = (url: string, signal?: AbortSignal) =>
  httpFetch(url, {
    method: "POST",
    body: '{"größe":1}',
    headers: { "x-api-key": "k" },
    ...(signal && { signal }),
  });

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request.setEncoding("utf8")) text += piece;
  return text;
}

async function read(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body ?? []) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

describe("the fetch of the SDKs", () => {
  it("sends method, headers and body as given, with the body's length", async () => {
    const url = await serve(async (request, response) => {
      const { method, headers } = request;
      response.end(
        JSON.stringify({
          method,
          key: headers["x-api-key"],
          length: headers["content-length"],
          body: await bodyOf(request),
        }),
      );
    });
    const response = await post(url);
    expect([response.ok, response.status]).toEqual([true, 200]);
    expect(JSON.parse(await read(response))).toEqual({
      method: "POST",
      key: "k",
      length: "13",
      body: '{"größe":1}',
    });
  });

  it("keeps its connection for the next request", async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end("x");
    });
    for (let turn = 0; turn < 3; turn += 1) await read(await post(url));
    expect(ports.size).toBe(1);
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("reads a body that came compressed by %s, though it asked for none", async (name, compress) => {
    const url = await serve((request, response) => {
      response.setHeader("content-encoding", name);
      response.end(compress(`asked for ${request.headers["accept-encoding"]}: grün`));
    });
    expect(await read(await post(url))).toBe("asked for identity: grün");
  });

  it("sends the request again to where a redirect points", async () => {
    const url = await serve(async (request, response) => {
      if (request.url === "/v1/messages") response.writeHead(307, { location: "/moved" }).end("gone");
      else response.end(`${request.method} ${request.url} ${await bodyOf(request)}`);
    });
    expect(await read(await post(url))).toBe('POST /moved {"größe":1}');
  });

  it("gives an error's body as text, and of an endless one its beginning", async () => {
    const url = await serve((_, response) => {
      response.writeHead(529, "overloaded", { "retry-after": "3" });
      const pour = () => {
        while (!response.destroyed && response.write("x".repeat(60_000)));
      };
      response.on("drain", pour);
      pour();
    });
    const response = await post(url);
    expect([response.ok, response.status, response.headers.get("retry-after")]).toEqual([false, 529, "3"]);
    expect((await response.text()).length).toBeLessThan(1_200_000);
  });

  it("rejects with the system's code where nobody listens", async () => {
    const url = await serve(() => undefined);
    server?.close();
    await expect(post(url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("ends a request that is cancelled, before its answer and within it", async () => {
    let closed = 0;
    let asked: () => void = () => undefined;
    let ended: () => void = () => undefined;
    const url = await serve((request, response) => {
      response.on("close", () => {
        closed += 1;
        ended();
      });
      if (request.headers["x-part"]) response.write("half");
      asked();
    });
    const before = new AbortController();
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const waiting = post(url, before.signal);
    await arrived;
    before.abort();
    await expect(waiting).rejects.toThrow();

    const within = new AbortController();
    const response = await httpFetch(url, {
      method: "POST",
      body: "{}",
      headers: { "x-part": "1" },
      signal: within.signal,
    });
    const over = new Promise<void>((resolve) => {
      ended = () => closed === 2 && resolve();
    });
    within.abort();
    await expect(read(response)).rejects.toThrow();
    await over;
    await expect(post(url, AbortSignal.abort())).rejects.toThrow();
  });
});
