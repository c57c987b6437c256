// OpenAI's Chat Completions, and everything that imitates it: OpenRouter, Ollama, vLLM, LM Studio, DashScope …
import { buildChatRequest } from "./buildChatRequest";
import type { Dialect } from "./dialect";
import { createOpenaiPost, openaiBaseUrl } from "./openaiClient";
import { readChatStream } from "./readChatStream";
import { defineProvider } from "./streamModel";

export const openaiChatDialect: Dialect = {
  api: "openai-chat",
  baseUrl: openaiBaseUrl,
  build: buildChatRequest,
  reader: readChatStream,
  createPost: () => createOpenaiPost("/chat/completions"),
};

/** The `openai-chat` api. */
export const openaiChat = defineProvider(openaiChatDialect);
