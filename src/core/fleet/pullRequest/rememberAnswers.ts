// Asks again only for what has changed: an answer "not modified" counts against no limit of GitHub's. Kept in memory only,
// a few answers, and never one that was not a plain success.

interface Kept {
  tag: string;
  body: string;
  headers: Headers;
}

/** The same `send`, which remembers what it read by its `etag`. @param most addresses that are remembered */
export function rememberAnswers(send: typeof fetch, most = 20): typeof fetch {
  const kept = new Map<string, Kept>();
  return async (input, init = {}) => {
    if ((init.method ?? "GET") !== "GET") return send(input, init);
    const url = input instanceof Request ? input.url : String(input);
    const known = kept.get(url);
    const headers = new Headers(init.headers);
    if (known) headers.set("if-none-match", known.tag);
    const response = await send(input, { ...init, headers });
    if (response.status === 304 && known) return new Response(known.body, { headers: known.headers });
    const tag = response.headers.get("etag");
    if (response.status !== 200 || tag === null) return response;
    const body = await response.text();
    kept.delete(url);
    kept.set(url, { tag, body, headers: response.headers });
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return new Response(body, { headers: response.headers });
  };
}
