// Answers one chat request: starts or takes up a run through the host, shows its facts as they come, and pauses it
// durably when the person cancels. It decides nothing; the run is the same in sidebar, trace and terminal.
import type * as vscode from "vscode";
import type { Engine } from "../../core/engine";
import type { Failure } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import type { KiloHost } from "../kiloHost";
import type { ChatApi } from "./chatApi";
import type { ChatPiece } from "./chatPiece";
import { followRun } from "./followRun";
import { memoryOf } from "./followUps";
import { offerPaused } from "./offerPaused";
import { readRequest } from "./readRequest";
import { type Refusal, refusedBy, refusedFor } from "./refusal";
import { plain, safeMarkdown } from "./safeMarkdown";

export interface ChatTurn {
  api: ChatApi;
  host: KiloHost;
  request: Pick<vscode.ChatRequest, "prompt" | "command" | "references">;
  stream: Pick<vscode.ChatResponseStream, "progress" | "markdown" | "button">;
  token: vscode.CancellationToken;
}

const howTo =
  "Say what shall be done, such as `@kilo /orchestrate Add pagination to GET /users, keep the tests green`. `/orchestrate` plans first, `/single` uses one agent; without either, Kilo decides and says why.";

export async function answerRequest(turn: ChatTurn): Promise<vscode.ChatResult> {
  const { api, host, request, stream } = turn;
  const wish = readRequest(request, (file) => api.workspace.asRelativePath(file as vscode.Uri));
  switch (wish.kind) {
    case "nothing":
      stream.markdown(howTo);
      return {};
    case "trace":
      await host.openTrace(wish.run, null);
      stream.markdown(`The trace of run \`${wish.run}\` is open.`);
      return {};
    case "undo":
      return undo(turn, wish.run);
    case "resume": {
      stream.progress("The run is resumed");
      const resumed = await host.resume(wish.run);
      if (!resumed.ok) return refuse(turn, refusedFor(resumed.failure));
      await host.book.choose(wish.run);
      return follow(turn, wish.run, "now");
    }
    case "start":
      return start(turn, wish.prompt);
  }
}

async function start(turn: ChatTurn, prompt: string): Promise<vscode.ChatResult> {
  const { host, stream } = turn;
  const refused = refusedBy(host.state());
  if (refused) return refuse(turn, refused);
  stream.progress("The run is started");
  const started = await host.start({ prompt, role: null, folder: null });
  if (!started.ok) return refuse(turn, refusedFor(started.failure));
  return follow(turn, started.run, "start");
}

async function follow(turn: ChatTurn, run: string, from: "start" | "now"): Promise<vscode.ChatResult> {
  const { api, host, stream, token } = turn;
  const engine = await host.book.engineOf(run);
  if (!engine) return refuse(turn, refusedFor(gone(run)));
  const leaving = new AbortController();
  const ends = token.onCancellationRequested(() => leaving.abort());
  if (token.isCancellationRequested) leaving.abort();
  const show = async (piece: ChatPiece) => {
    const text = piece.type === "report" ? await reportOf(engine, run, piece) : "";
    // VS Code has closed the stream of a request that was cancelled.
    if (!leaving.signal.aborted) write(stream, piece, text);
  };
  const followed = await followRun({ engine, run, from, signal: leaving.signal, show });
  ends.dispose();
  if (leaving.signal.aborted) {
    await offerPaused(api, host, run);
    const view = await engine.view(run);
    return view ? { metadata: memoryOf(view) } : {};
  }
  if (followed.kind === "failed") return refuse(turn, refusedFor(followed.failure));
  return followed.view ? { metadata: memoryOf(followed.view) } : {};
}

async function undo(turn: ChatTurn, run: string): Promise<vscode.ChatResult> {
  const { host, stream } = turn;
  const engine = await host.book.engineOf(run);
  const before: RunView | null = (await engine?.view(run)) ?? null;
  if (!engine || !before) return refuse(turn, refusedFor(gone(run)));
  const undone = await host.undo(run, null);
  if (!undone.ok) return refuse(turn, refusedFor(undone.failure));
  const rows = await engine.ask(run, { type: "trace", after: before.seq, limit: 50 });
  const lines = rows.ok && rows.answer.type === "trace" ? rows.answer.rows : [];
  const text = lines.map((row) => plain(row.text, 4_000)).join("\n\n");
  stream.markdown(text === "" ? "The changes of the run are undone." : text);
  const view = await engine.view(run);
  return view ? { metadata: memoryOf(view) } : {};
}

/** Consecutive pieces are joined by VS Code, so each ends its own paragraph. */
function write(stream: ChatTurn["stream"], piece: ChatPiece, report: string): void {
  switch (piece.type) {
    case "progress":
      stream.progress(piece.text);
      break;
    case "markdown":
      stream.markdown(`${piece.text}\n\n`);
      break;
    case "report":
      stream.markdown(`---\n\n${safeMarkdown(report)}\n\n`);
      break;
    case "button":
      stream.button({ title: piece.title, command: piece.command, arguments: piece.arguments });
  }
}

async function reportOf(
  engine: Engine,
  run: string,
  { body }: Extract<ChatPiece, { type: "report" }>,
): Promise<string> {
  if ("text" in body) return body.text;
  const asked = await engine.ask(run, { type: "report" });
  const text = asked.ok && asked.answer.type === "report" ? asked.answer.text : null;
  return text ?? `${body.head}…`;
}

function refuse({ stream }: ChatTurn, { text, button }: Refusal): vscode.ChatResult {
  stream.markdown(text);
  if (button) stream.button(button);
  return {};
}

function gone(run: string): Failure {
  return { code: "not-found", message: `The run ${run} is not here any more.` };
}
