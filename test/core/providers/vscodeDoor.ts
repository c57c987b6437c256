// A door to language models that a test writes: what each request is answered with, what it throws, what it counts.
import type {
  LanguageModelCall,
  LanguageModelInfo,
  LanguageModelRequest,
  LanguageModels,
  LanguageModelText,
} from "../../../src/core/ports";
import type { ModelBinding } from "../../../src/protocol/settings";

/** One answer: parts in order, then an end, something thrown, or silence. */
export interface DoorReply {
  parts?: (LanguageModelText | LanguageModelCall | object)[];
  throws?: unknown;
  hangs?: boolean;
}

export interface TestDoor extends LanguageModels {
  requests: LanguageModelRequest[];
  /** Texts whose tokens were asked for. */
  counted: string[];
  /** Streams that were left before their end. */
  left: number;
}

export const said = (text: string): LanguageModelText => ({ type: "text", text });
export const called = (name: string, input: unknown, id = name): LanguageModelCall => ({
  type: "toolCall",
  id,
  name,
  input,
});

/** An error as VS Code makes it. */
export function modelError(code: string, message: string, cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? {} : { cause });
  return Object.assign(error, { name: "LanguageModelError", code });
}

export const modelInfos: LanguageModelInfo[] = [
  { vendor: "copilot", id: "gpt-4o", maxInputTokens: 64_000 },
  { vendor: "acme", id: "family/big-1", maxInputTokens: 1_000 },
];

/** @param count tokens of a text; by default one for each word. */
export function testDoor(
  reply: (request: LanguageModelRequest, index: number) => DoorReply,
  count: (text: string) => Promise<number> = async (text) => text.split(/\s+/).length,
): TestDoor {
  const door: TestDoor = {
    requests: [],
    counted: [],
    left: 0,
    list: async () => modelInfos,
    countTokens(_, text) {
      door.counted.push(text);
      return count(text);
    },
    async *stream(request) {
      const { parts = [], throws, hangs } = reply(request, door.requests.push(structuredClone(request)) - 1);
      let over = false;
      try {
        yield* parts as LanguageModelText[];
        over = true;
        if (hangs) await new Promise(() => undefined);
        if (throws !== undefined) throw throws;
      } finally {
        if (!over) door.left += 1;
      }
    },
  };
  return door;
}

export function vscodeBinding(model = "copilot/gpt-4o"): ModelBinding {
  return {
    id: `vscode/${model}`,
    provider: "vscode",
    model,
    api: "vscode",
    price: { kind: "subscription" },
    contextWindow: 64_000,
    maxOutput: 8_000,
  };
}
