// Which targets inside the root are more than ordinary files: repository and run state, what other programs execute
// or obey, and what bears secrets. Pure text over a path relative to the root; touches no disk.

export interface Protection {
  /** `deny`: no tool writes it, whatever is approved. `ask`: only after a person saw the diff. */
  level: "deny" | "ask";
  why: string;
}

type Rule = [pattern: RegExp, level: Protection["level"], why: string];

/** Matched against the folded path; `(?:^|\/)` means: at any depth. */
const rules: Rule[] = [
  [/(?:^|\/)(?:\.git|git~1)(?:\/|$)/, "deny", "repository state"],
  [/(?:^|\/)\.kilo(?:code)?(?:\/|$)/, "deny", "Kilo's own settings and state"],
  [
    /(?:^|\/)\.(?:vscode|vscode-server|cursor|windsurf|idea|fleet|zed|devcontainer)(?:\/|$)/,
    "ask",
    "editor settings and tasks",
  ],
  [/\.code-workspace$/, "ask", "editor settings and tasks"],
  [/(?:^|\/)\.devcontainer\.json$/, "ask", "editor settings and tasks"],
  [
    /(?:^|\/)\.(?:claude|codex|gemini|opencode|roo|roomodes|clinerules|aider|continue|amazonq|kiro)[^/]*(?:\/|$)/,
    "ask",
    "another agent's settings",
  ],
  [/(?:^|\/)(?:claude|gemini)(?:\.local)?\.md$/, "ask", "another agent's instructions"],
  [
    /(?:^|\/)\.(?:cursorrules|windsurfrules|kilocodemodes|kilocodeignore)$/,
    "ask",
    "another agent's instructions",
  ],
  [
    /(?:^|\/)\.github\/(?:copilot|instructions|prompts|chatmodes|agents)/,
    "ask",
    "another agent's instructions",
  ],
  [/(?:^|\/)\.?mcp\.json$/, "ask", "commands that start servers"],
  [/(?:^|\/)\.(?:husky|githooks)(?:\/|$)/, "ask", "hooks that git runs"],
  [
    /(?:^|\/)(?:\.pre-commit-config\.ya?ml|\.?lefthook(?:-local)?\.ya?ml|\.overcommit\.yml)$/,
    "ask",
    "hooks that git runs",
  ],
  [/(?:^|\/)\.gitmodules$/, "ask", "submodule addresses"],
  [
    /(?:^|\/)\.(?:npmrc|yarnrc|yarnrc\.yml|pnpmfile\.cjs|pypirc|netrc)$/,
    "ask",
    "a package manager's settings",
  ],
  [/(?:^|\/)\.(?:envrc|env(?:\.[^/]*)?)$/, "ask", "the environment of programs"],
  [
    /(?:^|\/)\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zshenv|zprofile|zlogin|inputrc)$/,
    "ask",
    "a shell's start-up file",
  ],
  [/(?:^|\/)\.?gitconfig$/, "ask", "git settings"],
  [/(?:^|\/)\.(?:ssh|gnupg|aws|kube|docker)(?:\/|$)/, "ask", "credentials and what uses them"],
  [/(?:^|\/)\.?venv\/(?:bin|scripts)\//, "ask", "programs that others run"],
  [/(?:^|\/)node_modules\/\.bin(?:\/|$)/, "ask", "programs that others run"],
];

/** Characters that some file systems ignore in names. */
const ignorable = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** One spelling for all that some file system would take for the same name: case, ignored characters, last dots. */
function fold(relative: string): string {
  const plain = relative.normalize("NFKC").replace(ignorable, "").toLowerCase().replaceAll("\\", "/");
  const names = plain.split("/").map((name) => name.split(":", 1)[0] ?? "");
  return names.map((name) => (name === "." || name === ".." ? name : name.replace(/[. ]+$/, ""))).join("/");
}

/** What protects a target against writing, or null. `relative` is a resolved path, with `/` between names. */
export function protectionOf(relative: string): Protection | null {
  const folded = fold(relative);
  // `.env.example` is documentation.
  if (/(?:^|\/)\.env\.(?:example|sample|template|dist)$/.test(folded)) return null;
  for (const [pattern, level, why] of rules) {
    if (pattern.test(folded)) return { level, why };
  }
  return null;
}

/** Files whose content is a secret by their name: reading one is asked for, and searches leave them out. */
const secrets =
  /(?:^|\/)(?:\.env(?:\.(?!example$|sample$|template$|dist$)[^/]*)?|\.envrc|[^/]+\.(?:pem|key|p12|pfx|jks|keystore|kdbx)|id_(?:rsa|dsa|ecdsa|ed25519)[^/]*|\.npmrc|\.pypirc|\.netrc|_netrc|\.git-credentials|credentials(?:\.[^/]*)?|\.htpasswd)$|(?:^|\/)\.(?:ssh|gnupg|aws|kube)\//;

/** Why reading this may show a secret, or null. A public key (`id_rsa.pub`) is none. */
export function secretTarget(relative: string): string | null {
  const folded = fold(relative);
  return secrets.test(folded) && !folded.endsWith(".pub") ? "a file that usually holds secrets" : null;
}
