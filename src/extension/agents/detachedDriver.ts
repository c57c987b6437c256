// The process that drives a session and outlives the window. It is handed what it shall do, and the keys it needs, once
// over its standard input: neither argv nor its environment ever holds one.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type * as vscode from "vscode";
import type { FindSecret } from "../../core/config/credentials";
import type { DriverOrder, DriverProgram } from "../../core/host/sessionDriver";
import type { Result } from "../../protocol/failure";
import type { RunSettings } from "../../protocol/settings";
import { hostVariables } from "../environment";

/** Token for pull requests, as the command line looks for it too. */
export const tokenName = "GITHUB_TOKEN";

/** A model of VS Code can be reached by the extension alone: such a session ends with the window. */
export function needsWindow({ models }: Pick<RunSettings, "models">): boolean {
  return Object.values(models).some(({ api }) => api === "vscode");
}

/** Names of the keys a session's models are called with, and of the token for its pull request. */
export function keyNames({ models, session }: Pick<RunSettings, "models" | "session">): string[] {
  const names = Object.values(models).flatMap(({ keyName }) => (keyName === undefined ? [] : [keyName]));
  return [...new Set([...names, ...(session?.merge.createPullRequest ? [tokenName] : [])])];
}

/** Those of the keys that are there. */
export async function foundKeys(
  names: readonly string[],
  secret: FindSecret,
): Promise<Record<string, string>> {
  const found = await Promise.all(names.map(async (name) => [name, await secret(name)] as const));
  return Object.fromEntries(found.flatMap(([name, key]) => (key ? [[name, key]] : [])));
}

/**
 * How the command line is called so that it becomes the driver.
 * @param withheld names of variables it does not get.
 */
export function driverProgram(
  { extensionPath }: Pick<vscode.ExtensionContext, "extensionPath">,
  folder: string,
  withheld: readonly string[],
): DriverProgram {
  const kept = Object.entries(hostVariables()).filter(([name]) => !withheld.includes(name));
  const isElectron = process.versions.electron !== undefined;
  return {
    command: process.execPath,
    words: [join(extensionPath, "dist", "kilo-code.cjs"), "agent-manager", "drive"],
    variables: { ...Object.fromEntries(kept), ...(isElectron ? { ELECTRON_RUN_AS_NODE: "1" } : {}) },
    folder,
  };
}

/** @returns the session's run, as soon as its first facts are durable. */
export async function startDetached(
  program: DriverProgram,
  order: DriverOrder,
): Promise<Result<{ run: string; pid: number }>> {
  const [{ driverLogName, firstDriverLog, startDriver, sweepDriverLogs }, { runsPathOf }] = await Promise.all(
    [import("../../core/host/sessionDriver"), import("../../core/host/runsPath")],
  );
  const { folder } = program;
  const variables = hostVariables();
  const { path } = runsPathOf({ variables, folder });
  const { resume } = order;
  sweepDriverLogs(path, Date.now());
  const logFile = resume ? join(path, resume.run, driverLogName) : firstDriverLog(path, randomUUID());
  return startDriver(program, order, logFile);
}
