// The one list of targets that are more than ordinary files: repository and run state, what other programs execute or
// obey, and what bears secrets. Pure text over a path, relative or not; touches no disk, links were resolved before.

export interface Protection {
  /** `deny`: nothing of a run writes it, whatever is approved. `ask`: only after a person saw what would change. */
  level: "deny" | "ask";
  /** Words that follow "is" or "is among". */
  why: string;
  /** A shell never writes it, because only the edit tools show what would change. Always so where the level is `deny`. */
  notByShell: boolean;
}

type Rule = [pattern: RegExp, level: Protection["level"], why: string, shell?: "not by a shell"];

/** A file or folder of one of these names, at any depth. */
function named(names: string): RegExp {
  return new RegExp(`(?:^|/)(?:${names})(?:/|$)`);
}

/** Matched against the folded path; the first that fits holds, so the strictest come first. */
const rules: Rule[] = [
  [named(String.raw`\.git|git~1`), "deny", "repository state"],
  [named(String.raw`\.kilo(?:-?code)?`), "deny", "Kilo's own settings and state"],
  [
    named(
      String.raw`\.(?:vscode|vscode-server|cursor|cursor\w*ignore|windsurf|idea|fleet|zed|nova|devcontainer|devcontainer\.json)|[^/]*\.(?:code-workspace|sublime-project)`,
    ),
    "ask",
    "editor settings",
    "not by a shell",
  ],
  [
    named(
      String.raw`\.(?:claude|codex|gemini|opencode|clinerules|aider|continue|amazonq|kiro|junie|qwen|augment|trae|goosehints|factory|crush|openhands|agents|cody|tabnine|warp|serena|copilot)[^/]*|opencode\.jsonc?|\.roo(?:code|modes|rules|ignore)?(?:[-.][^/]*)?|\.(?:kilocodemodes|kilocodeignore)|\.?mcp\.json`,
    ),
    "ask",
    "settings of another agent",
    "not by a shell",
  ],
  [named(String.raw`\.(?:husky|githooks)`), "ask", "hooks that git runs", "not by a shell"],
  [named(String.raw`\.(?:npmrc|yarnrc|yarnrc\.yml)`), "ask", "settings that run programs", "not by a shell"],
  [
    named(
      String.raw`\.(?:bashrc|bash_\w+|profile|zshrc|zshenv|zprofile|zlogin|zlogout|inputrc)|\.?gitconfig`,
    ),
    "ask",
    "the user's own settings",
    "not by a shell",
  ],
  [
    named(String.raw`\.(?:ssh|gnupg|aws|kube|azure)`),
    "ask",
    "credentials and what uses them",
    "not by a shell",
  ],
  [named(String.raw`\.docker`), "ask", "credentials and what uses them"],
  [
    named(
      String.raw`(?:agents?|claude|gemini|qwen|warp|crush)(?:\.\w+)?\.md|\.rules|\.(?:windsurfrules|cursorrules)|copilot-instructions\.md`,
    ),
    "ask",
    "instructions for agents",
  ],
  [/(?:^|\/)\.github\/(?:copilot|instructions|prompts|chatmodes|agents)/, "ask", "instructions for agents"],
  [
    named(
      String.raw`\.pre-commit-config\.ya?ml|\.?lefthook(?:-local)?\.ya?ml|\.overcommit\.yml|\.gitmodules`,
    ),
    "ask",
    "settings that git acts on",
  ],
  [named(String.raw`\.(?:pnpmfile\.cjs|envrc|pypirc|netrc)`), "ask", "settings that run programs"],
  [
    named(
      String.raw`\.cargo/config(?:\.toml)?|pip\.(?:conf|ini)|\.yarn/(?:releases|plugins)|\.?mise(?:\.local)?\.toml|\.(?:mise|direnv|bazelrc|mvn|gradle|bundle|tool-versions)`,
    ),
    "ask",
    "settings that run programs",
  ],
  [
    named(
      String.raw`\.(?:gdbinit|lldbinit|vimrc|exrc|nvimrc|nvim\.lua|emacs(?:\.d)?|dir-locals\.el|tmux\.conf|irbrc|vs)`,
    ),
    "ask",
    "what editors and debuggers run when they start",
  ],
  [
    named(
      String.raw`\.github/(?:workflows|actions)|\.(?:gitlab-ci|travis|drone)\.ya?ml|\.(?:circleci|woodpecker|buildkite)|jenkinsfile|(?:azure|bitbucket)-pipelines\.ya?ml`,
    ),
    "ask",
    "what other machines run with their own keys",
  ],
  // `.env.example` is documentation.
  [
    named(String.raw`\.env(?:\.(?!(?:example|sample|template|dist)$)[^/]*)?`),
    "ask",
    "the environment of programs",
  ],
  [named(String.raw`\.?venv/(?:bin|scripts)|node_modules`), "ask", "programs that other commands start"],
];

/** Characters that some file systems ignore in names. */
const ignorable = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** One spelling for all that some file system would take for the same name: case, ignored characters, last dots. */
function fold(path: string): string {
  const plain = path.normalize("NFKC").replace(ignorable, "").toLowerCase().replaceAll("\\", "/");
  const names = plain.split("/").map((name) => name.split(":", 1)[0] ?? "");
  return names.map((name) => (name === "." || name === ".." ? name : name.replace(/[. ]+$/, ""))).join("/");
}

/** What protects a target against writing, or null for an ordinary one. */
export function protectionOf(path: string): Protection | null {
  const folded = fold(path);
  for (const [pattern, level, why, shell] of rules) {
    if (pattern.test(folded)) return { level, why, notByShell: level === "deny" || shell !== undefined };
  }
  return null;
}

/** Files whose content is a secret by their name. A public key (`id_rsa.pub`) is none. */
const secretFile = new RegExp(
  `(?:^|/)(?:${[
    String.raw`\.env(?:[.-](?!(?:example|sample|template|dist)$)[^/]*)?`,
    String.raw`\.envrc`,
    String.raw`[^/]*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)`,
    String.raw`id_(?:rsa|dsa|ecdsa|ed25519)(?![^/]*\.pub$)[^/]*`,
    String.raw`\.npmrc|\.pypirc|\.netrc|_netrc|\.git-credentials|\.pgpass|\.htpasswd`,
    String.raw`credentials(?:\.[^/]*)?`,
  ].join("|")})$`,
);
/** Folders of a home directory that hold keys. */
const keyFolder =
  /(?:^|\/)(?:\.(?:ssh|gnupg|aws|kube|azure)(?:\/|$)|\.docker\/config\.json|\.config\/gcloud)/;

/** Why reading this may show a secret, or null: it is asked for, and searches leave it out. */
export function secretTarget(path: string): string | null {
  const folded = fold(path);
  return secretFile.test(folded) || keyFolder.test(folded) ? "a file that usually holds secrets" : null;
}

/** True for a path in a folder of personal keys, such as `~/.ssh`. */
export function isKeyFolder(path: string): boolean {
  return keyFolder.test(fold(path));
}
