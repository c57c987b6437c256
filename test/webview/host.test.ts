// A pane's way to the extension: questions find their answers, whatever their order.
import { expect, it } from "vitest";
import type { ToHost, ToPane } from "../../src/protocol/wire";
import { createHost } from "../../webview-ui/src/host/host";

function pane() {
  const posted: ToHost[] = [];
  const source = new EventTarget();
  let state: unknown = { run: "r" };
  const api = {
    postMessage: (message: unknown) => void posted.push(message as ToHost),
    getState: () => state,
    setState: (next: unknown) => {
      state = next;
    },
  };
  const send = (data: unknown) => source.dispatchEvent(Object.assign(new Event("message"), { data }));
  return { host: createHost(api, source), posted, send };
}

it("gives each question its own answer", async () => {
  const { host, posted, send } = pane();
  const [first, second] = [host.ask({ type: "report", run: "r" }), host.do({ type: "text.copy", text: "x" })];
  const ids = posted.map((message) => ("id" in message ? message.id : 0));
  send({ type: "answer", id: ids[1], reply: { ok: false, message: "no clipboard" } });
  send({ type: "answer", id: ids[0], reply: { ok: true, value: "# Done" } });
  expect([await first, await second]).toEqual([
    { ok: true, value: "# Done" },
    { ok: false, message: "no clipboard" },
  ]);
});

it("tells listeners of everything but answers, until they leave", () => {
  const { host, send } = pane();
  const heard: ToPane["type"][] = [];
  const leave = host.subscribe(({ type }) => heard.push(type));
  send({ type: "runs", runs: [] });
  send({ type: "answer", id: 9, reply: { ok: true, value: null } });
  leave();
  send({ type: "runs", runs: [] });
  expect(heard).toEqual(["runs"]);
});

it("keeps the pane's state with the workbench", () => {
  const { host } = pane();
  expect(host.readState()).toEqual({ run: "r" });
  host.writeState({ run: "s" });
  expect(host.readState()).toEqual({ run: "s" });
});
