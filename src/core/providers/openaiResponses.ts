// OpenAI's Responses API. Stateless: every request carries the whole conversation, and nothing is kept there.
import { buildResponsesRequest } from "./buildResponsesRequest";
import type { Dialect } from "./dialect";
import { openaiBaseUrl, postToOpenai } from "./openaiClient";
import { readResponsesStream } from "./readResponsesStream";
import { defineProvider } from "./streamModel";

export const openaiResponsesDialect: Dialect = {
  api: "openai-responses",
  baseUrl: openaiBaseUrl,
  build: buildResponsesRequest,
  reader: readResponsesStream,
  post: (endpoint, body, signal) => postToOpenai("/responses", endpoint, body, signal),
};

/** The `openai-responses` api. */
export const openaiResponses = defineProvider(openaiResponsesDialect);
