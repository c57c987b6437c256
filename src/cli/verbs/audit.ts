// `audit <run>`: every command, write, answer and use of the network of a run, with who allowed it and why.
import { type AuditKind, auditRows } from "../../protocol/audit";
import { failure } from "../../protocol/failure";
import { exitCode } from "../exitCode";
import { findRun } from "../findRun";
import { refuse } from "../host";
import { openEngine } from "../openEngine";
import { readEvents } from "../readEvents";
import { tableLines } from "../text/table";
import type { Verb } from "../verb";

const kinds: readonly AuditKind[] = ["command", "write", "approval", "network", "refused", "restore"];

export const audit: Verb = {
  name: "audit",
  about: "every command, write, answer and use of the network of a run, and who allowed it",
  takes: "[run]",
  most: 1,
  options: [
    { name: "only", value: "<kind>", repeat: true, about: `one kind of rows: ${kinds.join(", ")}` },
    { name: "json", about: "one row per line as JSON, with whole hashes" },
  ],
  async run(input, host) {
    const only = input.values("only");
    const unknown = only.find((kind) => !(kinds as readonly string[]).includes(kind));
    if (unknown !== undefined) {
      const message = `"${unknown}" is no kind of row; there are ${kinds.join(", ")}.`;
      return refuse(host, failure("invalid-input", message));
    }
    const { engine } = openEngine(host);
    const found = await findRun(engine, input.words[0]);
    if (!found.ok) return refuse(host, found.failure);
    const events = await readEvents(engine, found.value);
    if (!Array.isArray(events)) return refuse(host, events);
    const rows = auditRows(events).filter(({ kind }) => only.length === 0 || only.includes(kind));
    if (input.has("json")) {
      for (const row of rows) host.print(JSON.stringify(row));
      return exitCode.done;
    }
    const cells = rows.map(({ seq, kind, task, what, outcome, why, by }) => [
      String(seq),
      kind,
      task ?? "-",
      by,
      outcome,
      why === "" ? what : `${what} (${why})`,
    ]);
    const head = ["#", "kind", "task", "by", "outcome", "what"];
    for (const line of tableLines([head, ...cells], host.size()?.columns ?? null, [0])) host.print(line);
    return exitCode.done;
  },
};
