// Lists that only the user writes, such as trusted folders: believed only where nobody else could have written them, and
// replaced whole or not at all.
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { parse, stringify } from "smol-toml";
import { FailureError, failure } from "../../protocol/failure";

export interface OwnList<Value> {
  path: string;
  /** What a missing file says. */
  empty: Value;
  /** Throws where the file holds something else. */
  read(content: unknown): Value;
  /** Ends "… is not": `a list of folders; correct or remove it`. */
  otherwise: string;
}

/** @throws FailureError where the list cannot be read or understood, or others could have written it. */
export async function readOwnList<Value>({ path, empty, read, otherwise }: OwnList<Value>): Promise<Value> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, "r");
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT") return empty;
    throw new FailureError(failure("storage-failed", `${path} cannot be read (${code}).`, code));
  }
  try {
    const { mode } = await file.stat();
    if (process.platform !== "win32" && (mode & 0o022) !== 0) {
      const message = `${path} can be changed by others, so it is not believed; run: chmod 600 ${path}`;
      throw new FailureError(failure("not-allowed", message));
    }
    return read(parse(await file.readFile("utf8")));
  } catch (thrown) {
    if (thrown instanceof FailureError) throw thrown;
    throw new FailureError(failure("invalid-input", `${path} is not ${otherwise}`));
  } finally {
    await file.close();
  }
}

/** @param about the comment at its top. */
export async function writeOwnList(
  path: string,
  about: string,
  content: Record<string, unknown>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const { default: writeFileAtomic } = await import("write-file-atomic");
  await writeFileAtomic(path, `# ${about}\n${stringify(content)}\n`, { mode: 0o600 });
}
