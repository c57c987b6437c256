// Names of files that hold secrets. Reading one puts it into a prompt and a log, so a person decides.

const secretNames = /^(\.env|\.npmrc|\.netrc|_netrc|\.pypirc|\.git-credentials|\.pgpass|\.htpasswd)$/;
const environmentFile = /^\.env[.-]/;
const exampleFile = /[.-](example|sample|template|dist|defaults?)$/;
const keyFile = /(\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk)|^id_(rsa|dsa|ecdsa|ed25519))$/;
const credentials = /^credentials(\.|$)/;
/** Folders of a home directory that hold keys. */
const keyFolder =
  /(^|[/\\])\.(ssh|aws|gnupg|kube|azure)([/\\]|$)|(^|[/\\])\.(docker[/\\]config\.json|config[/\\]gcloud)/i;

/** True for a file whose name says that it holds keys or passwords (`.env`, `*.pem`, `credentials`, `id_rsa` …). */
export function isSecretPath(path: string): boolean {
  if (isKeyFolder(path)) return true;
  const name = (path.split(/[/\\:]/).at(-1) ?? "").toLowerCase();
  if (secretNames.test(name) || keyFile.test(name) || credentials.test(name)) return true;
  return environmentFile.test(name) && !exampleFile.test(name);
}

/** True for a path in a folder of personal keys, such as `~/.ssh`. */
export function isKeyFolder(path: string): boolean {
  return keyFolder.test(path);
}
