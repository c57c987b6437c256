// What makes git safe to run in a folder nobody has vouched for: settings that switch off every way a repository
// can name a program, the few environment variables git may see, and the words each profile may run.
// Pure. Settings travel as GIT_CONFIG_KEY_n pairs, because `-c` splits a key at its first "=" and could be fooled.

export type Setting = readonly [key: string, value: string];
export type GitProfile = "local" | "network";
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables a caller may set; whatever else starts with GIT_ never reaches git. */
export const gitVariables = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  // Where a courier, which has no objects of its own, finds and leaves them.
  "GIT_OBJECT_DIRECTORY",
  "GIT_AUTHOR_NAME",
  "GIT_AUTHOR_EMAIL",
  "GIT_AUTHOR_DATE",
  "GIT_COMMITTER_NAME",
  "GIT_COMMITTER_EMAIL",
  "GIT_COMMITTER_DATE",
  // On for every command; check-ignore alone cannot take it.
  "GIT_LITERAL_PATHSPECS",
] as const;
export type GitVariables = Partial<Record<(typeof gitVariables)[number], string>>;

const sharedSettings: readonly Setting[] = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.pager", "cat"],
  ["core.editor", "true"],
  ["sequence.editor", "true"],
  ["diff.external", ""],
  ["core.askPass", "true"],
  ["core.alternateRefsCommand", "true"],
  ["core.splitIndex", "false"],
  ["gpg.program", "false"],
  ["commit.gpgSign", "false"],
  ["tag.gpgSign", "false"],
  ["push.gpgSign", "false"],
  ["log.showSignature", "false"],
  ["submodule.recurse", "false"],
  ["fetch.recurseSubmodules", "false"],
  ["push.recurseSubmodules", "no"],
  ["diff.ignoreSubmodules", "all"],
  ["status.submoduleSummary", "false"],
  ["safe.bareRepository", "explicit"],
  ["merge.default", "text"],
  ["rerere.enabled", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["color.ui", "false"],
  ["protocol.allow", "never"],
  ["protocol.ext.allow", "never"],
  ["protocol.fd.allow", "never"],
  ["protocol.git.allow", "never"],
  ["protocol.http.allow", "never"],
];

const profileSettings: Record<GitProfile, readonly Setting[]> = {
  local: [
    ["credential.helper", ""],
    ["core.sshCommand", "false"],
    ["protocol.file.allow", "never"],
    ["protocol.https.allow", "never"],
    ["protocol.ssh.allow", "never"],
  ],
  network: [
    ["protocol.file.allow", "always"],
    ["protocol.https.allow", "always"],
    ["protocol.ssh.allow", "always"],
  ],
};

/** A bare `git merge-file` as driver would break clean merges: it needs the three files named. */
const mergeDriver = "git merge-file %A %O %B";

/** Section and last word of a key with a name in between, and what the key is set to. */
const namedPrograms: Readonly<Record<string, string>> = {
  "filter.clean": "",
  "filter.smudge": "",
  "filter.process": "",
  "diff.command": "",
  "diff.textconv": "",
  "merge.driver": mergeDriver,
  "remote.uploadpack": "git-upload-pack",
  "remote.receivepack": "git-receive-pack",
  "remote.vcs": "",
  "trailer.command": "",
  "trailer.cmd": "",
  "tar.command": "",
  "gpg.program": "false",
  "gpg.defaultkeycommand": "false",
  "submodule.update": "none",
  "protocol.allow": "never",
};

/** Protocols the network profile speaks; a repository may not forbid or widen them. */
const networkProtocols = new Set(["https", "ssh", "file"]);

interface KeyParts {
  section: string;
  name: string;
  word: string;
}

function splitKey(key: string): KeyParts | null {
  const first = key.indexOf(".");
  const last = key.lastIndexOf(".");
  if (first <= 0 || last <= first) return null;
  return { section: key.slice(0, first), name: key.slice(first + 1, last), word: key.slice(last + 1) };
}

/**
 * Settings that take the programs out of every named driver a repository's configuration holds.
 * @param keys names as `git config --list --name-only` prints them (section and last word in lower case)
 */
export function neutralise(keys: readonly string[], profile: GitProfile): Setting[] {
  const settings: Setting[] = [];
  for (const key of new Set(keys)) {
    const parts = splitKey(key);
    if (parts === null) continue;
    const value = namedPrograms[`${parts.section}.${parts.word}`];
    if (parts.section === "filter") settings.push([`filter.${parts.name}.required`, "false"]);
    if (parts.section === "credential" && parts.word === "helper" && profile === "local") {
      settings.push([key, ""]);
    }
    if (value === undefined) continue;
    if (profile === "network" && parts.section === "protocol" && networkProtocols.has(parts.name)) continue;
    settings.push([key, value]);
  }
  return settings;
}

/** All settings of a profile, the dynamic ones last so that they win. */
export function settingsOf(profile: GitProfile, dynamic: readonly Setting[]): Setting[] {
  return [...sharedSettings, ...profileSettings[profile], ...dynamic];
}

const keptEverywhere = [
  ...["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "XDG_CONFIG_HOME"],
  ...["USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA"],
  ...["SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT"],
];
const keptForNetwork = [
  "SSH_AUTH_SOCK",
  "HTTPS_PROXY",
  "HTTP_PROXY",
  "NO_PROXY",
  "ALL_PROXY",
  "XDG_RUNTIME_DIR",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
];

/** The variables of the host that git may see; provider keys, editors, pagers and GIT_* never pass. */
export function keepEnvironment(host: Environment, profile: GitProfile): Record<string, string> {
  const kept = new Set(profile === "network" ? [...keptEverywhere, ...keptForNetwork] : keptEverywhere);
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) {
    if (value !== undefined && kept.has(name.toUpperCase())) environment[name] = value;
  }
  return environment;
}

/** The whole environment of one git process. */
export function environmentOf(
  host: Environment,
  profile: GitProfile,
  settings: readonly Setting[],
  variables: GitVariables,
): Record<string, string> {
  const environment: Record<string, string> = {
    ...keepEnvironment(host, profile),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_CONFIG_COUNT: String(settings.length),
  };
  settings.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  for (const name of gitVariables) {
    const value = variables[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

const networkWords = new Set(["fetch", "push", "ls-remote"]);
const neverWords = new Set(["pull", "clone", "submodule", "remote-ext", "stash", "filter-branch", "daemon"]);

/** Why a profile does not run a word, or null where it does. */
export function refusedWord(word: string | undefined, profile: GitProfile): string | null {
  if (word === undefined || word === "" || word.startsWith("-"))
    return "A git command must start with its word.";
  if (neverWords.has(word)) return `git ${word} is never run here.`;
  if (profile === "network" && !networkWords.has(word)) return `git ${word} is not for the network profile.`;
  if (profile === "local" && networkWords.has(word)) return `git ${word} needs the network profile.`;
  return null;
}
