// What is no message of ours is refused on both sides, and what is one comes through unchanged.
import { describe, expect, it } from "vitest";
import type { Channel } from "../../../../src/core/fleet/workers/channel";
import {
  readFromWorker,
  readToWorker,
  receiveThrown,
  sendThrown,
} from "../../../../src/core/fleet/workers/messages";
import { serveTools } from "../../../../src/core/fleet/workers/serveTools";
import { WorkerLink } from "../../../../src/core/fleet/workers/workerLink";
import { FailureError, failure } from "../../../../src/protocol/failure";

const context = {
  root: "/x",
  seen: new Map([["a", "h"]]),
  limits: { commandWallMs: 1, commandIdleMs: 1 },
  runTag: "r",
};
const prepare = {
  type: "prepare",
  request: 1,
  call: 1,
  tool: "read_file",
  value: {},
  context,
  aborted: null,
};

describe("messages", () => {
  const toWorker: [unknown, boolean][] = [
    [prepare, true],
    [{ ...prepare, tool: "submit_plan" }, false],
    [{ ...prepare, context: { ...context, seen: {} } }, false],
    [{ type: "open", request: 1, environment: { PATH: "/bin" }, own: {} }, true],
    [{ type: "open", request: 1, environment: { PATH: 1 }, own: {} }, false],
    [{ type: "run", request: "1", call: 1, aborted: null }, false],
    ["run", false],
    [null, false],
  ];
  it.each(toWorker)("to a worker: %j", (message, known) => {
    expect(readToWorker(message)).toBe(known ? message : null);
  });

  const fromWorker: [unknown, boolean][] = [
    [{ type: "ready" }, true],
    [
      { type: "prepared", request: 1, prepared: { effect: "write", targets: ["a"], writes: [], diff: "" } },
      true,
    ],
    [{ type: "prepared", request: 1, prepared: { effect: "engine", targets: [] } }, false],
    [{ type: "output", request: 1, output: { text: "t", note: "n", exitCode: null } }, true],
    [{ type: "output", request: 1, output: { text: 1, note: "n" } }, false],
    [{ type: "live", call: 1 }, false],
  ];
  it.each(fromWorker)("from a worker: %j", (message, known) => {
    expect(readFromWorker(message)).toBe(known ? message : null);
  });

  it("carry what was thrown", () => {
    const cause = failure("path-outside", "It leads out.");
    expect(receiveThrown(sendThrown(new FailureError(cause)))).toMatchObject({ failure: cause });
    const errno = Object.assign(new Error("no space"), { code: "ENOSPC" });
    expect(receiveThrown(sendThrown(errno))).toMatchObject({ message: "no space", code: "ENOSPC" });
    expect(receiveThrown(sendThrown("plain"))).toMatchObject({ message: "plain" });
  });
});

/** Two ends in this process: another transport than Node's. */
function pair(): [Channel, Channel] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (own: number): Channel => ({
    send: (message) =>
      queueMicrotask(() => listeners[1 - own]?.forEach((each) => void each(structuredClone(message)))),
    onMessage: (listener) => listeners[own]?.push(listener),
    onClose: () => {},
    close: () => {},
  });
  return [end(0), end(1)];
}

describe("the two sides", () => {
  it("need nothing but a channel", async () => {
    const [here, there] = pair();
    const told: string[] = [];
    const link = new WorkerLink(here, {
      ready: () => told.push("ready"),
      busy: (busy) => told.push(busy ? "busy" : "idle"),
      closed: () => told.push("closed"),
      broken: (why) => told.push(why),
    });
    serveTools(there);
    expect(await link.ask({ type: "open", environment: {}, own: {} })).toEqual({ type: "done", request: 1 });
    const asked = { type: "prepare", call: 1, tool: "list_files", value: { path: ".." }, context } as const;
    const line = { call: 1, signal: new AbortController().signal, live: () => {} };
    expect(await link.ask(asked, line)).toMatchObject({ output: { failure: { code: "path-outside" } } });
    await expect(link.ask({ ...asked, tool: "other" as "list_files" }, line)).rejects.toThrow(
      "does not know",
    );
    expect(await link.ask({ type: "run", call: 7 }, line)).toMatchObject({ type: "unknown" });
    there.send({ type: "news" });
    const waiting = link.ask({ type: "clear" });
    link.end(failure("aborted", "Over."));
    link.fail();
    await expect(waiting).rejects.toThrow("Over.");
    await expect(link.ask({ type: "clear" })).rejects.toThrow("Over.");
    expect(told.slice(0, 3)).toEqual(["busy", "ready", "idle"]);
    expect(told).toContain("it sent a message this version does not know");
  });
});
