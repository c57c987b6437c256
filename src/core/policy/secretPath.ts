// Names of files that hold secrets, as a shell word spells them. Reading one puts it into a prompt and a log, so a person
// decides. The list is the tools' own.
import * as targets from "../tools/protectedTargets";

/** True for a file whose name says that it holds keys or passwords (`.env`, `*.pem`, `credentials`, `id_rsa` …). */
export function isSecretPath(word: string): boolean {
  return readings(word).some((path) => targets.secretTarget(path) !== null);
}

/** True for a path in a folder of personal keys, such as `~/.ssh`. */
export function isKeyFolder(word: string): boolean {
  return readings(word).some(targets.isKeyFolder);
}

/** One name of each kind; none that a pattern for ordinary files would fit too. */
const names = `.env .npmrc .pypirc .netrc .pgpass .htpasswd .git-credentials id_rsa id_ed25519 credentials
  0.pem 0.key 0.p12 0.pfx 0.jks 0.keystore 0.kdbx 0.ppk`.split(/\s+/);

/** True for a pattern of a program's own (`--include`, a pathspec of git) that singles out files of that kind. */
export function singlesOutSecrets(pattern: string): boolean {
  if (isSecretPath(pattern)) return true;
  const last = pattern.replace(/^.*[/:]/s, "");
  // `*`, `*.*` and `.*` are for files of any kind.
  if (!/[*?[{]/.test(last) || !/\p{L}/u.test(last) || last.length > 64) return false;
  const source = last
    .replace(/[\\^$.|+()]/g, "\\$&")
    .replace(/\[[^\]]*\]?/g, ".")
    .replaceAll("]", "\\]")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".")
    .replace(/\{([^{}]*)\}/g, (_, any: string) => `(?:${any.replaceAll(",", "|")})`)
    .replace(/[{}]/g, "\\$&");
  const form = new RegExp(`^${source}$`, "iu");
  return names.some((name) => form.test(name));
}

/** As a file's name, and as a shell word: `HEAD:.env` and `host:.env` name what stands behind the colon. */
function readings(word: string): string[] {
  const behind = word.slice(word.lastIndexOf(":") + 1);
  return behind === word ? [word] : [word, behind];
}
