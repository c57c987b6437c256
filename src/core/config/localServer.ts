// Looks for a model server on this machine, where nothing else is configured. Asks three known ports once, briefly,
// for their list of models; sends nothing else and asks no other machine.

export interface LocalServer {
  /** As a person calls it. */
  name: string;
  /** As a provider's name. */
  provider: string;
  baseUrl: string;
}

export interface LocalModel extends LocalServer {
  model: string;
}

/** In the order they are preferred. */
export const localServers: readonly LocalServer[] = [
  { name: "Ollama", provider: "ollama", baseUrl: "http://127.0.0.1:11434/v1" },
  { name: "LM Studio", provider: "lmstudio", baseUrl: "http://127.0.0.1:1234/v1" },
  { name: "vLLM", provider: "vllm", baseUrl: "http://127.0.0.1:8000/v1" },
];

/** A server on the same machine answers at once or is not there. */
const limitMs = 300;

export type Fetch = (url: string, init: { signal: AbortSignal }) => Promise<Pick<Response, "ok" | "json">>;

/** The first model of the first server that answers; null where none does. */
export async function findLocalModel(
  fetch: Fetch,
  servers: readonly LocalServer[] = localServers,
): Promise<LocalModel | null> {
  const models = await Promise.all(servers.map((server) => firstModel(fetch, server)));
  for (const [index, server] of servers.entries()) {
    const model = models[index];
    if (model) return { ...server, model };
  }
  return null;
}

async function firstModel(fetch: Fetch, server: LocalServer): Promise<string | null> {
  try {
    const answer = await fetch(`${server.baseUrl}/models`, { signal: AbortSignal.timeout(limitMs) });
    if (!answer.ok) return null;
    const body = (await answer.json()) as { data?: { id?: unknown }[] } | null;
    const ids = (body?.data ?? []).map(({ id }) => id).filter((id) => typeof id === "string" && id !== "");
    // A model that only makes vectors cannot hold a conversation.
    return (ids.find((id) => !/embed/i.test(String(id))) as string | undefined) ?? null;
  } catch {
    // Nobody listens there, or it is something else.
    return null;
  }
}
