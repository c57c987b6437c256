// Anthropic's Messages API through its SDK: one attempt, no logging, no tracing, nothing read from the environment but the key
// we are given. The agent loop, retries and waits are ours.
import { buildAnthropicRequest } from "./buildAnthropicRequest";
import type { Dialect, Endpoint } from "./dialect";
import { httpFetch } from "./httpFetch";
import { readAnthropicStream } from "./readAnthropicStream";
import { keepClients, sdkTimeoutMs, silentLogger } from "./silentSdk";
import { defineProvider } from "./streamModel";

export const anthropicDialect: Dialect = {
  api: "anthropic",
  baseUrl: "https://api.anthropic.com",
  build: buildAnthropicRequest,
  reader: readAnthropicStream,
  createPost() {
    const clientOf = keepClients(async ({ key, baseUrl }) => {
      const { Anthropic } = await import("@anthropic-ai/sdk");
      return new Anthropic({
        apiKey: key,
        baseURL: baseUrl.replace(/\/v1$/, ""),
        webhookKey: null,
        fetch: httpFetch,
        maxRetries: 0,
        timeout: sdkTimeoutMs,
        logLevel: "off",
        logger: silentLogger,
        openTelemetry: false,
      });
    });
    return async (endpoint, body, signal) => {
      const client = await clientOf(endpoint);
      // A text body with its own content type is sent byte for byte.
      return client
        .post("/v1/messages", { body, headers: headersOf(endpoint), signal, stream: true })
        .asResponse();
    };
  },
};

/** Gateways at other addresses often read the key where the API itself used to. */
function headersOf(endpoint: Endpoint): Record<string, string> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${endpoint.key}` };
  return endpoint.official ? headers : { ...headers, "x-api-key": endpoint.key };
}

/** The `anthropic` api. */
export const anthropic = defineProvider(anthropicDialect);
