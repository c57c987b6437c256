// A person behind a proxy: what VS Code's settings say about it holds for model calls too.
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demoPrompts } from "../../src/demo/script";
import { automatic, makePlace, type Place } from "./place";
import { startWorkbench, type Workbench } from "./workbench";

/** A name that no name server knows: only the proxy can reach it. */
const address = "http://model.invalid";

let place: Place;
let workbench: Workbench;
const asked = new Set<string>();
const proxy = createServer((incoming, outgoing) => forward(incoming, outgoing));

/** Passes on to the model what is for its name. */
function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const url = new URL(incoming.url ?? "", address);
  asked.add(url.origin);
  const onward = request(`${place.model.url}${url.pathname}`, {
    method: incoming.method,
    headers: incoming.headers,
  });
  onward.on("response", (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

beforeAll(async () => {
  place = await makePlace({ config: automatic });
  place.script(demoPrompts.rename);
  const config = join(place.home, "config.toml");
  await writeFile(config, (await readFile(config, "utf8")).replaceAll(place.model.url, address));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const settings = { "http.proxy": `http://127.0.0.1:${port}` };
  workbench = await startWorkbench({ open: place.project, env: place.env, settings });
});

afterAll(async () => {
  await workbench?.stop();
  proxy.closeAllConnections();
  proxy.close();
  await place?.remove();
});

it("sends model calls through the proxy that VS Code is told of", async () => {
  const { window } = workbench;
  await window.send(demoPrompts.rename);
  await window.statusItem().filter({ hasText: "done, verified" }).waitFor();
  expect(asked).toContain(address);
});
