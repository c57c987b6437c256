// Counts tokens for an API that reports none: by the model's own counter, or four bytes to a token where it fails or is
// slow. Every figure it makes is an estimate and marked so. It never fails and never waits longer than its limit.
import { createHash } from "node:crypto";
import type { Usage } from "../../protocol/money";
import type { LanguageModelMessage, LanguageModelRequest, LanguageModels } from "../ports";

/** Milliseconds a request's counts may take in all; they run beside the answer. */
const countingMs = 5_000;
const bytesPerToken = 4;
/** Texts whose counts are remembered; a conversation repeats nearly all of its texts with every request. */
const mostRemembered = 20_000;

export interface TokenEstimate {
  usage: Usage;
  /** `mixed`: some texts were estimated by their bytes. */
  by: "countTokens" | "bytes" | "mixed";
}

export interface TokenCounter {
  /** Starts to count a request; the function it returns adds the answer's text and waits for the rest. */
  begin(request: LanguageModelRequest): (answer: string) => Promise<TokenEstimate>;
}

interface Counted {
  tokens: number;
  exact: boolean;
}

/** A counter for one provider; it remembers texts it has counted. */
export function createTokenCounter(models: Pick<LanguageModels, "countTokens">): TokenCounter {
  const known = new Map<string, number>();
  const count = async (
    request: LanguageModelRequest,
    text: string,
    late: Promise<never>,
  ): Promise<Counted> => {
    if (text === "") return { tokens: 0, exact: true };
    const { vendor, id } = request;
    const key = createHash("sha1").update(`${vendor}/${id}\n${text}`).digest("base64");
    const before = known.get(key);
    if (before !== undefined) return { tokens: before, exact: true };
    try {
      const tokens = await Promise.race([models.countTokens({ vendor, id }, text), late]);
      if (!Number.isFinite(tokens) || tokens < 0) return byBytes(text);
      if (known.size >= mostRemembered) known.clear();
      known.set(key, Math.ceil(tokens));
      return { tokens: Math.ceil(tokens), exact: true };
    } catch {
      return byBytes(text);
    }
  };
  return {
    begin(request) {
      const input = within((late) => Promise.all(textsOf(request).map((text) => count(request, text, late))));
      return async (answer) => {
        const output = await within((late) => count(request, answer, late));
        return estimateOf(await input, output);
      };
    },
  };
}

function byBytes(text: string): Counted {
  return { tokens: Math.ceil(Buffer.byteLength(text) / bytesPerToken), exact: false };
}

function estimateOf(input: Counted[], output: Counted): TokenEstimate {
  const all = [...input, output];
  const sum = input.reduce((total, { tokens }) => total + tokens, 0);
  const usage = {
    input: sum,
    cacheRead: 0,
    cacheWrite: 0,
    output: output.tokens,
    reasoning: 0,
    estimated: true,
  };
  const exact = all.filter(({ exact: counted }) => counted).length;
  return { usage, by: exact === all.length ? "countTokens" : exact === 0 ? "bytes" : "mixed" };
}

async function within<Value>(work: (late: Promise<never>) => Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the counter is too slow")), countingMs);
  });
  // It may reject when nobody waits any more.
  late.catch(() => undefined);
  try {
    return await work(late);
  } finally {
    clearTimeout(timer);
  }
}

/** Each text by itself, so that the next request finds most of them counted. */
function textsOf({ messages, tools }: LanguageModelRequest): string[] {
  return [tools.length === 0 ? "" : JSON.stringify(tools), ...messages.map(textOfMessage)];
}

function textOfMessage(message: LanguageModelMessage): string {
  return message.parts
    .map((part) => (part.type === "toolCall" ? `${part.name} ${JSON.stringify(part.input)}` : part.text))
    .join("\n");
}
