// Anthropic's Messages API through its SDK: one attempt, no logging, no tracing, nothing read from the environment but the key
// we are given. The agent loop, retries and waits are ours.
import { buildAnthropicRequest } from "./buildAnthropicRequest";
import type { Dialect, Endpoint } from "./dialect";
import { readAnthropicStream } from "./readAnthropicStream";
import { sdkTimeoutMs, silentLogger } from "./silentSdk";
import { defineProvider } from "./streamModel";

export const anthropicDialect: Dialect = {
  api: "anthropic",
  baseUrl: "https://api.anthropic.com",
  build: buildAnthropicRequest,
  reader: readAnthropicStream,
  post: async (endpoint, body, signal) => {
    const { Anthropic } = await import("@anthropic-ai/sdk");
    const client = new Anthropic({
      apiKey: endpoint.key,
      baseURL: endpoint.baseUrl.replace(/\/v1$/, ""),
      webhookKey: null,
      maxRetries: 0,
      timeout: sdkTimeoutMs,
      logLevel: "off",
      logger: silentLogger,
      openTelemetry: false,
    });
    // A text body with its own content type is sent byte for byte.
    return client
      .post("/v1/messages", { body, headers: headersOf(endpoint), signal, stream: true })
      .asResponse();
  },
};

/** Gateways at other addresses often read the key where the API itself used to. */
function headersOf(endpoint: Endpoint): Record<string, string> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${endpoint.key}` };
  return endpoint.official ? headers : { ...headers, "x-api-key": endpoint.key };
}

/** The `anthropic` api. */
export const anthropic = defineProvider(anthropicDialect);
