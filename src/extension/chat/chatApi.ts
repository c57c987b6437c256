// The part of VS Code's API the chat needs, handed in so that it can be stood in for; forks may lack some of it.
import type * as vscode from "vscode";

export type ChatApi = Pick<
  typeof vscode,
  | "chat"
  | "commands"
  | "lm"
  | "window"
  | "workspace"
  | "LanguageModelTextPart"
  | "LanguageModelToolResult"
  | "MarkdownString"
  | "ThemeIcon"
>;
