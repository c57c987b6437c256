/** Routes by `METHOD /path`; each gets a body and says a status and a body. */
export const routes = new Map([["GET /health", () => ({ status: 200, body: { ok: true } })]]);

export function handle(method, path, body) {
  const route = routes.get(`${method} ${path}`);
  return route ? route(body) : { status: 404, body: { error: `no ${method} ${path}` } };
}
