// Reads the address of a remote: how it is spoken to, which host and path it names, and how it may be shown.
// Pure. What is shown never holds a user's password or token; an address that could name a program is refused.
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { failure, type Result } from "../../../protocol/failure";
import type { ConfigEntry } from "../commands/listConfig";

export interface RemoteAddress {
  protocol: "https" | "ssh" | "file";
  /** In lower case, with the port where https names one; "" for a file. */
  host: string;
  /** `owner/repo.git` without a leading slash; a file's absolute path. */
  path: string;
  /** For people and facts: without password, token and query. */
  shown: string;
  /** For git alone: may hold a password. */
  secret: string;
}

const projectScopes = new Set(["local", "worktree", "command"]);

function refused(message: string): { ok: false; failure: ReturnType<typeof failure> } {
  return { ok: false, failure: failure("not-allowed", message) };
}

function fileAddress(path: string): Result<RemoteAddress> {
  return { ok: true, value: { protocol: "file", host: "", path, shown: path, secret: path } };
}

/** `user@host:path`, as ssh's own copy writes it: a colon before any slash, and no letter of a disk. */
function readShort(address: string): Result<RemoteAddress> | null {
  const parts = /^(?:([^@/:]+)@)?([^@/:]{2,}|\[[0-9a-fA-F:]+\]):(?!:)(.+)$/.exec(address);
  if (parts === null) return null;
  const [, user, host = "", path = ""] = parts;
  if (host.startsWith("-") || user?.startsWith("-")) return refused("The remote's host begins with a dash.");
  const shown = `${user === undefined ? "" : `${user}@`}${host}:${path}`;
  return {
    ok: true,
    value: {
      protocol: "ssh",
      host: host.toLowerCase(),
      path: path.replace(/^\/+/, ""),
      shown,
      secret: address,
    },
  };
}

function readUrl(address: string, scheme: string): Result<RemoteAddress> {
  if (scheme === "file") {
    try {
      return fileAddress(fileURLToPath(address));
    } catch {
      return refused("The remote's file address is not one of this machine.");
    }
  }
  const isSsh = ["ssh", "git+ssh", "ssh+git"].includes(scheme);
  if (!isSsh && scheme !== "https") {
    return refused(
      `The remote speaks ${scheme}, which is not used here; change its address to https or ssh.`,
    );
  }
  let url: URL;
  try {
    // Only the schemes of the web are read in full: host in lower case, port, escapes.
    url = new URL(address.replace(/^[^:]+:/, "https:"));
  } catch {
    return refused("The remote's address cannot be read; look at it with `git remote -v`.");
  }
  if (url.hostname === "" || url.hostname.startsWith("-"))
    return refused("The remote's address names no host.");
  const path = url.pathname.replace(/^\/+/, "");
  const user = isSsh && url.username !== "" ? `${url.username}@` : "";
  const port = isSsh ? (/@?[^/@]*:(\d+)\//.exec(address.slice(scheme.length + 3))?.[1] ?? "") : url.port;
  const place = `${url.hostname}${port === "" ? "" : `:${port}`}`;
  return {
    ok: true,
    value: {
      protocol: isSsh ? "ssh" : "https",
      host: isSsh ? url.hostname : url.host,
      path,
      shown: `${isSsh ? "ssh" : "https"}://${user}${place}/${path}`,
      secret: address,
    },
  };
}

/**
 * Reads an address as git would.
 * @param folder what a relative path starts from
 * @returns `not-allowed` for every other transport (`ext::` names a program) and for what git could take for an option
 */
export function readAddress(address: string, folder: string): Result<RemoteAddress> {
  if (address === "" || address.startsWith("-") || /[\p{Cc}\p{Cf}\s]/u.test(address.replaceAll(" ", ""))) {
    return refused("The remote's address cannot be read; look at it with `git remote -v`.");
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(address)?.[1]?.toLowerCase();
  if (scheme !== undefined) return readUrl(address, scheme);
  if (/^[A-Za-z][A-Za-z0-9+.-]*::/.test(address)) {
    return refused(
      "The remote uses a transport that runs a program of its own; change its address to https or ssh.",
    );
  }
  return readShort(address) ?? fileAddress(isAbsolute(address) ? address : resolve(folder, address));
}

/**
 * The address git really speaks to: for a push a person's own `pushInsteadOf`, else `insteadOf`, longest match first.
 * The repository's own rewriting is not obeyed, for it could lead an approved address elsewhere.
 */
export function rewriteAddress(
  address: string,
  entries: readonly ConfigEntry[],
  purpose: "push" | "fetch",
): string {
  const own = entries.filter(({ scope }) => !projectScopes.has(scope));
  const forPush = purpose === "push" ? rewriteBy("pushinsteadof", address, own) : null;
  return forPush ?? rewriteBy("insteadof", address, own) ?? address;
}

function rewriteBy(word: string, address: string, entries: readonly ConfigEntry[]): string | null {
  const matching = entries
    .filter(({ key, value }) => key.startsWith("url.") && key.endsWith(`.${word}`) && value !== null)
    .map(({ key, value }) => ({ from: value ?? "", to: key.slice(4, -word.length - 1) }))
    .filter(({ from }) => from !== "" && address.startsWith(from));
  const longest = matching.reduce<(typeof matching)[number] | null>(
    (best, each) => (best === null || each.from.length > best.from.length ? each : best),
    null,
  );
  return longest === null ? null : longest.to + address.slice(longest.from.length);
}
