// The one way both OpenAI dialects send a body: through the SDK, one attempt, nothing from the environment, nothing logged.
import type { Post } from "./dialect";
import { httpFetch } from "./httpFetch";
import { keepClients, sdkTimeoutMs, silentLogger } from "./silentSdk";

export const openaiBaseUrl = "https://api.openai.com/v1";

/** Posts a JSON text unchanged and resolves with the open response; rejects with the SDK's error. */
export function createOpenaiPost(path: "/responses" | "/chat/completions"): Post {
  const clientOf = keepClients(async ({ key, baseUrl }) => {
    const { OpenAI } = await import("openai");
    return new OpenAI({
      apiKey: key,
      baseURL: baseUrl,
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      fetch: httpFetch,
      maxRetries: 0,
      timeout: sdkTimeoutMs,
      logLevel: "off",
      logger: silentLogger,
    });
  });
  return async (endpoint, body, signal) => {
    const client = await clientOf(endpoint);
    const headers = { "content-type": "application/json", authorization: `Bearer ${endpoint.key}` };
    return client.post(path, { body, headers, signal, stream: true }).asResponse();
  };
}
