// Where programs keep a person's keys and passwords in their home, and sockets of programs that act for them: what a
// command in the sandbox does not see. Plain text; which of them exist is looked up by whoever asks.

/** Folders below a home; their whole content is hidden. */
const folders = [
  ".ssh",
  ".gnupg",
  ".aws",
  ".azure",
  ".kube",
  ".docker",
  ".config/gcloud",
  ".config/gh",
  ".config/glab-cli",
  ".config/op",
  ".config/hub",
  ".1password",
  ".password-store",
  ".local/share/keyrings",
  ".local/share/kwalletd",
  ".terraform.d",
  ".oci",
  ".mozilla",
  ".config/google-chrome",
  ".config/chromium",
  ".config/BraveSoftware",
  ".config/Code/User/globalStorage",
  ".config/Code - Insiders/User/globalStorage",
  ".config/VSCodium/User/globalStorage",
  // Machines and containers that are told what to do through sockets there.
  ".colima",
  ".lima",
  ".orbstack",
  ".rd",
  // macOS.
  "Library/Keychains",
  "Library/Application Support/Google/Chrome",
  "Library/Application Support/Firefox",
];

const files = [
  ".netrc",
  "_netrc",
  ".npmrc",
  ".yarnrc.yml",
  ".pypirc",
  ".git-credentials",
  ".config/git/credentials",
  ".cargo/credentials",
  ".cargo/credentials.toml",
  ".gem/credentials",
  ".m2/settings.xml",
  ".gradle/gradle.properties",
  ".nuget/NuGet/NuGet.Config",
  ".composer/auth.json",
  ".pgpass",
  ".my.cnf",
  ".vault-token",
  ".Xauthority",
  ".bash_history",
  ".zsh_history",
  ".python_history",
  ".node_repl_history",
  ".psql_history",
  ".mysql_history",
];

/** Names below a person's home, relative. */
export const secretPlaces: readonly string[] = [...folders, ...files];

/**
 * What nothing of a run writes in a project, whatever is approved, where it is there: a command would make other
 * programs run code with it, outside the sandbox.
 */
export const frozenPlaces: readonly string[] = [
  ".git",
  ".kilo",
  ".kilocode",
  ".vscode",
  ".idea",
  ".devcontainer",
  ".cursor",
  ".windsurf",
  ".husky",
  ".githooks",
  ".envrc",
];
