// The token for a session's pull request: of the environment or the stored keys, else of the GitHub account VS Code is
// signed in with, which VS Code asks the person for. It is handed to the session's driver and to nothing else.
import * as vscode from "vscode";
import type { FindSecret } from "../../core/config/credentials";
import { tokenName } from "./detachedDriver";

/** What a pull request and its branch need. */
const scopes = ["repo"];

export function withGithub(secret: FindSecret): FindSecret {
  return async (name) => (await secret(name)) ?? (name === tokenName ? await accountToken() : undefined);
}

/** The same for who only looks: an account that is signed in already, and nobody is asked. */
export function withGithubQuietly(secret: FindSecret): FindSecret {
  return async (name) => (await secret(name)) ?? (name === tokenName ? await signedIn() : undefined);
}

async function signedIn(): Promise<string | undefined> {
  try {
    return (await vscode.authentication.getSession("github", scopes, { silent: true }))?.accessToken;
  } catch {
    return undefined;
  }
}

/** Undefined where the person declines: the session then says what it lacks when it comes to the pull request. */
async function accountToken(): Promise<string | undefined> {
  try {
    return (await vscode.authentication.getSession("github", scopes, { createIfNone: true })).accessToken;
  } catch {
    return undefined;
  }
}
