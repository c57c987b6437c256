// OpenAI's Responses API. Stateless: every request carries the whole conversation, and nothing is kept there.
import { buildResponsesRequest } from "./buildResponsesRequest";
import type { Dialect } from "./dialect";
import { createOpenaiPost, openaiBaseUrl } from "./openaiClient";
import { readResponsesStream } from "./readResponsesStream";
import { defineProvider } from "./streamModel";

export const openaiResponsesDialect: Dialect = {
  api: "openai-responses",
  baseUrl: openaiBaseUrl,
  build: buildResponsesRequest,
  reader: readResponsesStream,
  createPost: () => createOpenaiPost("/responses"),
};

/** The `openai-responses` api. */
export const openaiResponses = defineProvider(openaiResponsesDialect);
