// `kilo_start_run`: lets another agent start a run and wait for its end. The person confirms the start, with task, folder
// and cap; approvals of the run are the person's as ever. Nothing is started in a folder that is not trusted.
import type * as vscode from "vscode";
import * as z from "zod";
import { formatMicros } from "../../protocol/money";
import type { HostState } from "../../protocol/wire";
import type { KiloHost } from "../kiloHost";
import type { ChatApi } from "./chatApi";
import { followRun } from "./followRun";
import { offerPaused } from "./offerPaused";
import { refusedBy } from "./refusal";
import { fenced, plain } from "./safeMarkdown";

const inputSchema = z.object({
  prompt: z.string().trim().min(1).max(100_000),
  mode: z.enum(["auto", "orchestrate", "single"]).default("auto"),
});
type RunInput = z.infer<typeof inputSchema>;

const modes: Record<RunInput["mode"], string> = {
  auto: "Kilo decides how many agents work on it",
  orchestrate: "planner, coders and debugger",
  single: "one agent",
};
/** Characters of a token, at the least; a result must fit what its reader asks for. */
const charactersPerToken = 3;

export function createRunTool(api: ChatApi, host: KiloHost): vscode.LanguageModelTool<unknown> {
  const result = (text: string) => new api.LanguageModelToolResult([new api.LanguageModelTextPart(text)]);
  return {
    prepareInvocation({ input }) {
      const read = inputSchema.safeParse(input);
      // `invoke` says what is wrong; there is nothing to confirm.
      if (!read.success || refusedBy(host.state())) return { invocationMessage: "Kilo looks at the task" };
      const message = new api.MarkdownString(confirmation(read.data, host.state()));
      return {
        invocationMessage: "Kilo works on the task",
        confirmationMessages: { title: "Start a Kilo run?", message },
      };
    },
    async invoke({ input, tokenizationOptions }, token) {
      const most = (tokenizationOptions?.tokenBudget ?? Number.POSITIVE_INFINITY) * charactersPerToken;
      const read = inputSchema.safeParse(input);
      if (!read.success) return result("Nothing was started: give the task in plain words as `prompt`.");
      const text = await runToEnd(api, host, read.data, token);
      return result(text.length > most ? `${text.slice(0, Math.max(0, most - 1))}…` : text);
    },
  };
}

/** What the person confirms, to the letter and untrusted. */
export function confirmation(
  { prompt, mode }: RunInput,
  { folders, capMicros }: Pick<HostState, "folders" | "capMicros">,
): string {
  const folder = folders.length === 1 ? plain(folders[0]?.path ?? "", 4_096) : "you choose one";
  const cap = capMicros > 0 ? `at most ${plain(formatMicros(capMicros))}` : "the cap of your configuration";
  return [`Task:`, fenced(prompt), `Folder: ${folder}`, `Mode: ${modes[mode]}`, `Cost: ${cap}`].join("\n\n");
}

async function runToEnd(
  api: ChatApi,
  host: KiloHost,
  { prompt, mode }: RunInput,
  token: vscode.CancellationToken,
): Promise<string> {
  const refused = refusedBy(host.state());
  if (refused) return `Nothing was started. ${refused.words}`;
  const wish = { prompt: mode === "auto" ? prompt : `/${mode} ${prompt}`, role: null, folder: null };
  const started = await host.start(wish);
  if (!started.ok) return `Nothing was started. ${started.failure.message}`;
  const { run } = started;
  const engine = await host.book.engineOf(run);
  if (!engine) return `The run ${run} was started, but cannot be followed here.`;
  const leaving = new AbortController();
  const ends = token.onCancellationRequested(() => leaving.abort());
  if (token.isCancellationRequested) leaving.abort();
  const followed = await followRun({
    engine,
    run,
    from: "start",
    signal: leaving.signal,
    async show(piece) {
      if (piece.type !== "button" || piece.command !== "kilo.chat.review") return;
      // Nobody else shows the question: whoever called the tool only waits.
      await host.openSidebar({ approval: piece.arguments[1] ?? "" });
    },
  });
  ends.dispose();
  if (leaving.signal.aborted) {
    const paused = await offerPaused(api, host, run);
    return paused
      ? `The run ${run} was paused, because its caller stopped waiting. ${resumeWords}`
      : `The run ${run} goes on.`;
  }
  if (followed.kind === "failed") return `The run ${run} cannot be followed: ${followed.failure.message}`;
  if (followed.view?.status === "paused") {
    return `The run ${run} is paused: ${followed.view.pause?.message ?? ""} ${resumeWords}`;
  }
  const asked = await engine.ask(run, { type: "report" });
  const report = asked.ok && asked.answer.type === "report" ? asked.answer.text : null;
  return `Run ${run}\n\n${report ?? followed.view?.summary ?? "It has ended."}`;
}

const resumeWords = "A person can resume it in the Kilo view.";
