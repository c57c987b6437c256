// OpenAI's Chat Completions, and everything that imitates it: OpenRouter, Ollama, vLLM, LM Studio, DashScope …
import { buildChatRequest } from "./buildChatRequest";
import type { Dialect } from "./dialect";
import { openaiBaseUrl, postToOpenai } from "./openaiClient";
import { readChatStream } from "./readChatStream";
import { defineProvider } from "./streamModel";

export const openaiChatDialect: Dialect = {
  api: "openai-chat",
  baseUrl: openaiBaseUrl,
  build: buildChatRequest,
  reader: readChatStream,
  post: (endpoint, body, signal) => postToOpenai("/chat/completions", endpoint, body, signal),
};

/** The `openai-chat` api. */
export const openaiChat = defineProvider(openaiChatDialect);
