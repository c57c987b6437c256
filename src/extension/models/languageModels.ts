// The door from the engine to VS Code's language models: plain data in, plain parts out. It chooses no model, counts no
// money and stores nothing; what VS Code throws goes through unchanged. Asked only for runs, which a person starts.
import type * as vscode from "vscode";
import type {
  LanguageModelCall,
  LanguageModelMessage,
  LanguageModelName,
  LanguageModelRequest,
  LanguageModels,
  LanguageModelText,
} from "../../core/ports";

/** The part of VS Code's API that is needed; older forks lack some or all of it. */
export type LanguageModelApi = Pick<
  typeof vscode,
  | "lm"
  | "CancellationTokenSource"
  | "LanguageModelChatMessage"
  | "LanguageModelError"
  | "LanguageModelTextPart"
  | "LanguageModelToolCallPart"
  | "LanguageModelToolResultPart"
>;

/** Shown in VS Code's question, the first time a model is used. */
const justification = "Kilo uses this model for the roles you gave it in its settings.";

/** @returns undefined where this editor has no language models to ask. */
export function createLanguageModels(api: LanguageModelApi): LanguageModels | undefined {
  if (typeof api.lm?.selectChatModels !== "function") return undefined;
  const chats = new Map<string, vscode.LanguageModelChat>();
  const chatOf = async (name: LanguageModelName): Promise<vscode.LanguageModelChat> => {
    const key = `${name.vendor}/${name.id}`;
    const known = chats.get(key) ?? (await findChat(api, name));
    chats.set(key, known);
    return known;
  };
  return {
    async list() {
      const found = await api.lm.selectChatModels();
      return found.map(({ vendor, id, maxInputTokens }) => ({ vendor, id, maxInputTokens }));
    },
    async *stream(request, signal) {
      try {
        yield* streamChat(api, await chatOf(request), request, signal);
      } catch (thrown) {
        // A model may have left, and another of its name may come: it is looked for again.
        chats.delete(`${request.vendor}/${request.id}`);
        throw thrown;
      }
    },
    async countTokens(name, text) {
      return (await chatOf(name)).countTokens(text);
    },
  };
}

async function findChat(api: LanguageModelApi, name: LanguageModelName): Promise<vscode.LanguageModelChat> {
  const { vendor, id } = name;
  const found = await api.lm.selectChatModels({ vendor, id });
  const chat = found.find((one) => one.vendor === vendor && one.id === id);
  if (chat) return chat;
  throw api.LanguageModelError.NotFound(`${vendor} brings no model ${id}`);
}

async function* streamChat(
  api: LanguageModelApi,
  chat: vscode.LanguageModelChat,
  request: LanguageModelRequest,
  signal: AbortSignal,
): AsyncGenerator<LanguageModelText | LanguageModelCall> {
  const source = new api.CancellationTokenSource();
  const cancel = () => source.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    const messages = request.messages.map((message) => messageOf(api, message));
    const response = await chat.sendRequest(messages, optionsOf(request), source.token);
    for await (const part of response.stream) {
      if (signal.aborted) return;
      if (part instanceof api.LanguageModelTextPart) yield { type: "text", text: part.value };
      else if (part instanceof api.LanguageModelToolCallPart) {
        yield { type: "toolCall", id: part.callId, name: part.name, input: part.input };
      }
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    // Whoever stops listening wants no more of the answer.
    source.cancel();
    source.dispose();
  }
}

function optionsOf({ tools }: LanguageModelRequest): vscode.LanguageModelChatRequestOptions {
  if (tools.length === 0) return { justification };
  return {
    justification,
    tools: tools.map(({ name, description, schema }) => ({ name, description, inputSchema: schema })),
  };
}

function messageOf(api: LanguageModelApi, message: LanguageModelMessage): vscode.LanguageModelChatMessage {
  const { LanguageModelChatMessage, LanguageModelTextPart } = api;
  const textPart = (text: string) => new LanguageModelTextPart(text);
  if (message.role === "user") {
    return LanguageModelChatMessage.User(
      message.parts.map((part) =>
        part.type === "text"
          ? textPart(part.text)
          : new api.LanguageModelToolResultPart(part.id, [textPart(part.text)]),
      ),
    );
  }
  return LanguageModelChatMessage.Assistant(
    message.parts.map((part) =>
      part.type === "text"
        ? textPart(part.text)
        : new api.LanguageModelToolCallPart(part.id, part.name, Object(part.input)),
    ),
  );
}
