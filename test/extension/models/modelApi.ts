// The part of VS Code's API that language models need, made by hand after its types, with models a test writes.
// What it does not have throws, so that a wrong use fails.
import type * as vscode from "vscode";
import type { LanguageModelApi } from "../../../src/extension/models/languageModels";

class TextPart {
  constructor(readonly value: string) {}
}
class CallPart {
  constructor(
    readonly callId: string,
    readonly name: string,
    readonly input: object,
  ) {}
}
class ResultPart {
  constructor(
    readonly callId: string,
    readonly content: unknown[],
  ) {}
}
class ModelError extends Error {
  override name = "LanguageModelError";
  readonly code: string;
  constructor(code: string, message?: string) {
    super(message);
    this.code = code;
  }
}

export class TestToken {
  isCancellationRequested = false;
  private readonly listeners: (() => void)[] = [];
  readonly onCancellationRequested = (listener: () => void) => {
    this.listeners.push(listener);
    return { dispose: () => undefined };
  };
  cancel(): void {
    this.isCancellationRequested = true;
    for (const listener of this.listeners.splice(0)) listener();
  }
}

export interface TestChat {
  vendor: string;
  id: string;
  /** Parts or errors of each answer, in order. */
  answers: unknown[][];
  /** Thrown instead of an answer. */
  refuses?: unknown;
}

export interface SentRequest {
  model: string;
  messages: { role: string; content: unknown[] }[];
  options: vscode.LanguageModelChatRequestOptions;
  token: TestToken;
}

export interface TestModelApi {
  api: LanguageModelApi;
  sent: SentRequest[];
  /** Selectors that were asked for. */
  selected: unknown[];
}

export const textPart = (value: string) => new TextPart(value);
export const callPart = (id: string, name: string, input: object) => new CallPart(id, name, input);
export const modelError = (code: "NoPermissions" | "Blocked" | "NotFound", message?: string): Error =>
  new ModelError(code, message);

export function createModelApi(chats: TestChat[]): TestModelApi {
  const sent: SentRequest[] = [];
  const selected: unknown[] = [];
  const handle = (chat: TestChat) => ({
    vendor: chat.vendor,
    id: chat.id,
    maxInputTokens: 1_000,
    countTokens: async (text: string) => text.length,
    async sendRequest(messages: SentRequest["messages"], options: SentRequest["options"], token: TestToken) {
      if (chat.refuses !== undefined) throw chat.refuses;
      sent.push({ model: `${chat.vendor}/${chat.id}`, messages, options, token });
      return { stream: streamOf(chat.answers.shift() ?? []) };
    },
  });
  const message = (role: string) => (content: unknown[]) => ({ role, content });
  const fields = {
    lm: {
      async selectChatModels(selector?: { vendor?: string; id?: string }) {
        selected.push(selector);
        return chats
          .filter(({ vendor, id }) => !selector || (vendor === selector.vendor && id === selector.id))
          .map(handle);
      },
    },
    CancellationTokenSource: class {
      readonly token = new TestToken();
      cancel() {
        this.token.cancel();
      }
      dispose() {}
    },
    LanguageModelChatMessage: { User: message("user"), Assistant: message("assistant") },
    LanguageModelError: { NotFound: (text?: string) => new ModelError("NotFound", text) },
    LanguageModelTextPart: TextPart,
    LanguageModelToolCallPart: CallPart,
    LanguageModelToolResultPart: ResultPart,
  };
  return {
    api: strict(fields) as unknown as LanguageModelApi,
    sent,
    selected,
  };
}

async function* streamOf(parts: unknown[]): AsyncGenerator<unknown> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield part;
  }
}

/** Throws for what is not there. */
export function strict<Fields extends object>(fields: Fields): Fields {
  return new Proxy(fields, {
    get(target, name) {
      if (name in target || typeof name === "symbol") return Reflect.get(target, name);
      throw new Error(`the stand-in for vscode has no ${name}`);
    },
  });
}
