// The HTTP side of the service: paths in, JSON out. What is answered is decided in users/handler.js.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { getUser, getUsers } from "./users/handler.js";
import { userCount } from "./users/store.js";

/** A server that is not listening yet. */
export function createService() {
  return createServer((request, response) => {
    const { status, body } = answer(request);
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(body));
  });
}

function answer(request) {
  const url = new URL(request.url, "http://localhost");
  const [, id] = /^\/api\/users\/([^/]+)$/.exec(url.pathname) ?? [];
  const known = id !== undefined || ["/api/users", "/health"].includes(url.pathname);
  if (!known) return { status: 404, body: { error: `There is no ${url.pathname}` } };
  if (request.method !== "GET") return { status: 405, body: { error: `${request.method} is not allowed` } };
  if (url.pathname === "/health") return { status: 200, body: { status: "ok", userCount: userCount() } };
  return id === undefined ? getUsers(url.searchParams) : getUser(id);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const port = Number(process.env.PORT ?? 3000);
  createService().listen(port, () => console.log(`users-service listens on http://localhost:${port}`));
}
