// Connects to a tool server with the protocol's own package. Loaded only when a server is started: the package is large.
// The client offers the server nothing: no sampling, no files, no questions to the person.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import type { JsonSchemaValidator, jsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/types.js";
import * as z from "zod";
import { boundedFetch } from "./boundedFetch";
import { type ChildStart, ChildTransport } from "./childTransport";
import type { CallFault, CallLimits, Connection, RemoteResult, RemoteTool } from "./connection";

export type ConnectTo = { child: ChildStart } | { url: string; headers: Record<string, string> };

/** Tools and pages beyond these are not looked at. */
const maxPages = 20;
const maxTools = 100;
/** Longest goodbye to an address, milliseconds. */
const goodbyeMs = 1_000;

const page = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().optional() });
const tool = z.looseObject({
  name: z.string().min(1).max(200),
  description: z.string().optional(),
  inputSchema: z.record(z.string(), z.unknown()),
});
const result = z.looseObject({
  content: z.array(z.unknown()).default([]),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().optional(),
});

/** Starts or reaches the server and shakes hands. @throws where that fails; nothing is left running then. */
export async function connect(to: ConnectTo, limits: CallLimits): Promise<Connection> {
  const child = "child" in to ? new ChildTransport(to.child) : null;
  const http = "child" in to ? null : httpTransport(to.url, to.headers);
  const client = new Client(
    { name: "kilo-code", version: "1" },
    // The server's own output schemas are an outsider's; nothing is compiled from them.
    { capabilities: {}, jsonSchemaValidator: acceptAll },
  );
  let over = (_: string) => {};
  const gone = new Promise<string>((resolve) => {
    over = resolve;
  });
  client.onclose = () => over(child?.complaint || "the connection was closed");
  const close = async () => {
    if (http) await goodbye(http);
    await client.close().catch(() => {});
    await child?.close();
    over("closed");
  };
  try {
    await client.connect((child ?? http) as Transport, requestOptions(limits));
  } catch (thrown) {
    await close();
    throw child?.complaint ? new Error(`${(thrown as Error).message} (${child.complaint})`) : thrown;
  }
  return {
    gone,
    close,
    tools: (given) => listTools(client, given),
    call: (name, input, given) => callTool(client, name, input, given, child),
  };
}

const acceptAll: jsonSchemaValidator = {
  getValidator:
    <Value>(): JsonSchemaValidator<Value> =>
    (input) => ({ valid: true, data: input as Value, errorMessage: undefined }),
};

function httpTransport(url: string, headers: Record<string, string>): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers }, fetch: boundedFetch });
}

async function goodbye(http: StreamableHTTPClientTransport): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, goodbyeMs);
  });
  await Promise.race([http.terminateSession().catch(() => {}), late]);
  clearTimeout(timer);
}

function requestOptions({ timeoutMs, signal }: CallLimits) {
  return { timeout: timeoutMs, signal };
}

async function listTools(client: Client, limits: CallLimits): Promise<RemoteTool[]> {
  const found: RemoteTool[] = [];
  let cursor: string | undefined;
  for (let number = 0; number < maxPages && found.length < maxTools; number += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const listed = await client.request({ method: "tools/list", params }, page, requestOptions(limits));
    for (const one of listed.tools) {
      const parsed = tool.safeParse(one);
      if (!parsed.success || found.length >= maxTools) continue;
      const { name, description = "", inputSchema } = parsed.data;
      found.push({ name, description, inputSchema });
    }
    cursor = listed.nextCursor;
    if (cursor === undefined) break;
  }
  return found;
}

async function callTool(
  client: Client,
  name: string,
  input: Record<string, unknown>,
  limits: CallLimits,
  child: ChildTransport | null,
): Promise<RemoteResult | { fault: CallFault }> {
  try {
    const params = { name, arguments: input };
    const answer = await client.request({ method: "tools/call", params }, result, requestOptions(limits));
    return {
      content: answer.content,
      structured: answer.structuredContent,
      isError: answer.isError === true,
    };
  } catch (thrown) {
    return { fault: faultOf(thrown as Error, limits.signal, child?.complaint) };
  }
}

function faultOf(error: Error, signal: AbortSignal, complaint: string | undefined): CallFault {
  if (signal.aborted) return { kind: "aborted" };
  if (error instanceof z.ZodError) return { kind: "refused", message: "its answer is no tool result" };
  if (!(error instanceof McpError)) return { kind: "gone", message: complaint || causeOf(error) };
  if (error.code === ErrorCode.RequestTimeout) return { kind: "timeout" };
  if (error.code === ErrorCode.ConnectionClosed) return { kind: "gone", message: complaint || "it ended" };
  return { kind: "refused", message: error.message };
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
