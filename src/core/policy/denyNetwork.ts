// Programs run straight from the network or out of an encoding, and secrets sent out.
import { isSecretPath } from "./secretPath";
import { type ShellProgram, shellPrograms, shells, withInner } from "./shellProgram";

const downloaders = /^(curl|wget|fetch|aria2c|iwr|irm|invoke-webrequest|invoke-restmethod)$/;
const rawConnections = /^(nc|ncat|netcat|socat|telnet)$/;
const networked = /^(ping|nslookup|dig|host|ssh|scp|sftp|rsync|ftp|mail|sendmail|aws|gsutil|rclone|gh)$/;
const tunnels = /^(ngrok|cloudflared|localtunnel|frpc|chisel|bore)$/;
/** Where machines in a cloud are told their keys. */
const ownKeys = /\b(169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal)\b|\[?fd00:ec2::254/i;
const packageRunners = /^(npx|npm|pnpm|yarn|bun|bunx|uvx|pipx)$/;
/** Print the environment, where keys may stand. */
const tellsEnvironment = /^(env|printenv|export|declare|set|history)$/;
const runsText =
  /^((ba|da|z|k|c|tc|a|fi)?sh|python[\d.]*|node|perl|ruby|php|deno|bun|iex|invoke-expression|source|\.|eval)$/;

/** Whether a program of a line talks to other machines, as far as its name tells. */
export function reachesNetwork(line: string): boolean {
  const kinds = [downloaders, rawConnections, networked, tunnels];
  return withInner(shellPrograms(line)).some(
    ({ name, words }) =>
      kinds.some((kind) => kind.test(name)) ||
      (name === "git" && words.some((word) => /^(push|fetch|pull|clone|ls-remote)$/.test(word))),
  );
}

/** @returns why, where what comes from outside would be run, or what is secret would go out. */
export function denyNetwork(programs: readonly ShellProgram[]): string | null {
  const all = withInner(programs);
  for (const program of all) {
    if (rawConnections.test(program.name)) return `${program.name} opens a raw network connection`;
    const started = packageRunners.test(program.name) ? program.words.slice(1, 4) : [];
    const isOpened = program.name === "tailscale" && /^(funnel|serve)$/.test(program.words[1] ?? "");
    if (
      isOpened ||
      tunnels.test(program.name) ||
      started.some((word) => tunnels.test(word.replace(/@[\w.^~-]+$/, "")))
    )
      return "it would open a tunnel into this machine";
    if (program.name === "ssh" && program.words.some((word) => /^-[A-Za-z]*[RLDw]/.test(word))) {
      return "it would open a tunnel into this machine";
    }
  }
  if (runsHidden(programs) || runsDownload(programs)) return "it would run text that nobody has seen";
  if (all.some(({ name, words }) => downloaders.test(name) && words.some((word) => ownKeys.test(word))))
    return "it would fetch the keys of this machine";
  const sends = all.find(({ name }) => downloaders.test(name) || networked.test(name));
  if (sends && all.some(({ words }) => words.slice(1).some(isSecretWord))) {
    return `it would hand secrets to ${sends.name}`;
  }
  const told = all.find(
    ({ name, words }) => tellsEnvironment.test(name) && words.slice(1).every((word) => /^-[0px]$/.test(word)),
  );
  return sends && told ? `it would hand the environment to ${sends.name}` : null;
}

function runsHidden(programs: readonly ShellProgram[]): boolean {
  return programs.some((program, index) => {
    if (runsHidden(program.inner)) return true;
    // `$(echo … | base64 -d)` in the place of a program.
    const isMade = /^(\$\(|`)/.test(program.words[0] ?? "");
    if (!isMade && !runsText.test(program.name)) return false;
    if (withInner(program.substituted).some(isHiddenSource)) return true;
    const before = programs.slice(0, index).filter(({ pipeline }) => pipeline === program.pipeline);
    return readsProgram(program) && withInner(before).some(isHiddenSource);
  });
}

/** `curl -o x.sh … && sh x.sh`: what was fetched is run by the same line. */
function runsDownload(programs: readonly ShellProgram[]): boolean {
  const fetched = new Set<string>();
  return withInner(programs).some(({ name, words, writes }) => {
    if (downloaders.test(name)) {
      for (const word of [...words.slice(1), ...writes]) fetched.add(lastName(word));
      return false;
    }
    const run = runsText.test(name) ? words : words.slice(0, 1);
    return run.some((word) => fetched.has(lastName(word)));
  });
}

function lastName(word: string): string {
  return word.split(/[/\\=]/).at(-1) || word;
}

/** A shell, or an interpreter without a program of its own: `python3 -m json.tool` only reads data. */
function readsProgram({ name, words }: ShellProgram): boolean {
  // `xargs sh -c` gets the text behind the flag from elsewhere.
  if (shells.test(name)) return !words.slice(1, -1).some((word) => /^-[a-z]*c/.test(word));
  return words.slice(1).every((word) => word === "-" || word === "/dev/stdin");
}

/** Gives out text that a reader of the line cannot see. */
function isHiddenSource({ name, words }: ShellProgram): boolean {
  if (downloaders.test(name)) return true;
  const has = (form: RegExp) => words.slice(1).some((word) => form.test(word));
  if (/^(base64|base32|openssl|gpg)$/.test(name)) return has(/^(-[a-z]*d|-D|--decode|--decrypt)$/);
  if (/^(rev|tr|gunzip|zcat|bunzip2|bzcat|unxz|xzcat|unzstd|zstdcat|uudecode)$/.test(name)) return true;
  if (/^(gzip|bzip2|xz|zstd)$/.test(name)) return has(/^(-[a-z]*d[a-z]*|--decompress|--uncompress)$/);
  if (/^python[\d.]*$/.test(name)) return has(/^base64$/) && has(/^-d$/);
  if (name === "xxd") return has(/^-[a-z]*r/);
  return /^(printf|echo)$/.test(name) && has(/\\(x[0-9a-f]|[0-7]{2})/i);
}

/** `.env` and its kind, with what curl and others put before a file's name. */
function isSecretWord(word: string): boolean {
  return isSecretPath(word.replace(/^.*[@=]/, "")) || isSecretPath(word);
}
