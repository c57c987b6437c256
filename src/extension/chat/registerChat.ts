// Registers what the chat has in an editor, as far as the editor has it. The work is loaded with its first use.
import type * as vscode from "vscode";
import type { KiloHost } from "../kiloHost";
import type { ChatApi } from "./chatApi";
import { chatCommands } from "./chatPiece";

const participantId = "kilo.kilo";
const toolName = "kilo_start_run";

export function registerChat(api: ChatApi, host: KiloHost): vscode.Disposable[] {
  return [...registerParticipant(api, host), ...registerCommands(api, host), ...registerTool(api, host)];
}

function registerParticipant(api: ChatApi, host: KiloHost): vscode.Disposable[] {
  if (typeof api.chat?.createChatParticipant !== "function") return [];
  const participant = api.chat.createChatParticipant(participantId, async (request, _, stream, token) => {
    const { answerRequest } = await import("./answerRequest");
    return answerRequest({ api, host, request, stream, token });
  });
  participant.iconPath = new api.ThemeIcon("organization");
  participant.followupProvider = {
    async provideFollowups({ metadata }) {
      const { followUps } = await import("./followUps");
      return followUps(metadata);
    },
  };
  return [participant];
}

function registerCommands(api: ChatApi, host: KiloHost): vscode.Disposable[] {
  return chatCommands.map((command) =>
    api.commands.registerCommand(command, async (...given: unknown[]) => {
      const { runChatCommand } = await import("./runChatCommand");
      await runChatCommand(api.window, host, command, given);
    }),
  );
}

function registerTool(api: ChatApi, host: KiloHost): vscode.Disposable[] {
  if (typeof api.lm?.registerTool !== "function") return [];
  const tool = async () => (await import("./runTool")).createRunTool(api, host);
  return [
    api.lm.registerTool<unknown>(toolName, {
      prepareInvocation: async (options, token) => (await tool()).prepareInvocation?.(options, token),
      invoke: async (options, token) => (await tool()).invoke(options, token),
    }),
  ];
}
