// Keys of models: from the environment, else from `credentials.toml`, which nobody else may be able to read.
// A key is handed to its provider and to nothing else: never printed, logged or put into a message.
import { open } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "smol-toml";
import { FailureError, failure } from "../../protocol/failure";

export interface CredentialSources {
  /** The host's environment. */
  env: Readonly<Record<string, string | undefined>>;
  /** Folder of the user's files, `~/.kilo`. */
  home: string;
}

/** The key with this name, or undefined. Throws FailureError for a file that others can read or that is not TOML. */
export type FindSecret = (name: string) => Promise<string | undefined>;

export const credentialsPath = (home: string): string => join(home, "credentials.toml");

/** The environment wins over the file; the file is read when it is first needed, and once. */
export function createCredentials({ env, home }: CredentialSources): FindSecret {
  let file: Promise<ReadonlyMap<string, string>> | null = null;
  return async (name) => {
    const own = Object.hasOwn(env, name) ? env[name] : undefined;
    if (own) return own;
    file ??= readCredentials(credentialsPath(home));
    return (await file).get(name);
  };
}

/** @throws FailureError `not-allowed` for a file that others may read, `invalid-input` for one that is not understood. */
async function readCredentials(path: string): Promise<ReadonlyMap<string, string>> {
  const text = await readPrivate(path);
  if (text === null) return new Map();
  let raw: Record<string, unknown>;
  try {
    raw = parse(text);
  } catch (thrown) {
    // The parser's own message quotes the line, and the line may be a key.
    const line = (thrown as { line?: unknown }).line;
    throw new FailureError(
      failure("invalid-input", `${path}:${line ?? 1}: this is not TOML; a line is NAME = "key".`),
    );
  }
  const keys = new Map<string, string>();
  for (const [name, value] of Object.entries(raw)) {
    if (typeof value !== "string") {
      throw new FailureError(
        failure("invalid-input", `${path}: ${name} must be a text, as in ${name} = "key".`),
      );
    }
    if (value.trim() !== "") keys.set(name, value.trim());
  }
  return keys;
}

async function readPrivate(path: string): Promise<string | null> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, "r");
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return null;
    throw new FailureError(failure("storage-failed", `${path} cannot be read (${code}).`, code));
  }
  try {
    const { mode } = await file.stat();
    // Windows keeps no such bits; its home folders are private by themselves.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      const bits = (mode & 0o777).toString(8).padStart(4, "0");
      const message = `${path} can be read by others (mode ${bits}); run: chmod 600 ${path}`;
      throw new FailureError(failure("not-allowed", message));
    }
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
