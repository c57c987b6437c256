// The one way both OpenAI dialects send a body: through the SDK, one attempt, nothing from the environment, nothing logged.
import type { Endpoint } from "./dialect";
import { sdkTimeoutMs, silentLogger } from "./silentSdk";

export const openaiBaseUrl = "https://api.openai.com/v1";

/** Posts a JSON text unchanged and resolves with the open response; rejects with the SDK's error. */
export async function postToOpenai(
  path: "/responses" | "/chat/completions",
  endpoint: Endpoint,
  body: string,
  signal: AbortSignal,
): Promise<Response> {
  const { OpenAI } = await import("openai");
  const client = new OpenAI({
    apiKey: endpoint.key,
    baseURL: endpoint.baseUrl,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: sdkTimeoutMs,
    logLevel: "off",
    logger: silentLogger,
  });
  const headers = { "content-type": "application/json", authorization: `Bearer ${endpoint.key}` };
  return client.post(path, { body, headers, signal, stream: true }).asResponse();
}
