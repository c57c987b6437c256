// Push and fetch of named refs, the only network commands there are. One ref at a time, by its full name; never forced,
// no tags, no submodules, no hooks on either side of this machine. The address is the one a person approved.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FailureError, failure, type Result } from "../../../protocol/failure";
import type { Git } from "../git";
import type { Environment } from "../hardening";
import { demand, outcomeOf } from "../outcome";
import type { RemoteAddress } from "./address";
import { withCourier } from "./courier";
import { type Credential, credentialSettings } from "./credential";
import { explainNetwork } from "./explainNetwork";

export interface NetworkRequest {
  /** A local runner in the repository. */
  git: Git;
  environment: Environment;
  address: RemoteAddress;
  /** For one https host; without it the person's own credential helpers are asked. */
  credential?: Credential;
  /** Absolute path of a program that answers for a password; none is asked otherwise. */
  askPass?: string;
  signal?: AbortSignal;
  /** Milliseconds for each command; five minutes where not given. */
  timeoutMs?: number;
}

export interface RemoteRefs {
  /** The remote's own main branch, in short; null where it has none. */
  mainBranch: string | null;
  /** Commit by full name of ref. */
  refs: Map<string, string>;
}

const usualTimeoutMs = 300_000;
const anyCode = Array.from({ length: 256 }, (_, code) => code);
const commitPattern = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * For a remote that is a folder of this machine git itself starts the other side there: it gets the same settings, or
 * the folder's hooks would run.
 */
function otherSide(word: "receive-pack" | "upload-pack", { protocol }: RemoteAddress): string[] {
  if (protocol !== "file") return [];
  const settings = ["core.hooksPath=/dev/null", "core.fsmonitor=false", "core.alternateRefsCommand=true"];
  const more = ["receive.autogc=false", "gc.auto=0", "maintenance.auto=false"];
  return [`--${word}=git ${[...settings, ...more].map((each) => `-c ${each}`).join(" ")} ${word}`];
}

/** One network command: its output, or the sentence about what went wrong. */
async function command(courier: Git, request: NetworkRequest, args: readonly string[]): Promise<string> {
  const limit = AbortSignal.timeout(request.timeoutMs ?? usualTimeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
  const word = args[0] ?? "";
  const ended = await courier.run(args, { okCodes: anyCode, signal });
  if (!ended.ok && limit.aborted && request.signal?.aborted !== true) {
    const message = `${request.address.shown} did not answer in time; check the network and try again.`;
    throw new FailureError(failure("provider-unreachable", message));
  }
  const { stdout, stderr, exitCode } = demand(ended);
  if (exitCode === 0) return stdout;
  throw new FailureError(explainNetwork(word, `${stdout}\n${stderr}`, exitCode, request.address));
}

function inCourier<T>(request: NetworkRequest, work: (courier: Git) => Promise<T>): Promise<Result<T>> {
  return outcomeOf(() => {
    const { git, environment } = request;
    return withCourier({ git, environment, settings: credentialSettings(request) }, work);
  });
}

/** Which of these refs the remote has, and its main branch. Failures as explainNetwork tells them. */
export function readRemoteRefs(
  request: NetworkRequest,
  refs: readonly string[],
): Promise<Result<RemoteRefs>> {
  return inCourier(request, async (courier) => {
    const { address } = request;
    const options = ["--symref", ...otherSide("upload-pack", address)];
    const output = await command(courier, request, [
      "ls-remote",
      ...options,
      "--",
      address.secret,
      "HEAD",
      ...refs,
    ]);
    const lines = output.split("\n").map((line) => line.split("\t"));
    const main = lines.find(([left, name]) => name === "HEAD" && left?.startsWith("ref: refs/heads/"))?.[0];
    const found = lines.flatMap(([commit, name]): [string, string][] =>
      name !== undefined && refs.includes(name) && commitPattern.test(commit ?? "")
        ? [[name, commit ?? ""]]
        : [],
    );
    return { mainBranch: main?.slice("ref: refs/heads/".length) ?? null, refs: new Map(found) };
  });
}

/**
 * Sets one ref of the remote to a commit; the remote refuses where that would drop commits.
 * Failures: `conflict` for a ref that holds other commits, else as explainNetwork tells them.
 */
export function pushReference(request: NetworkRequest, ref: string, commit: string): Promise<Result<null>> {
  return inCourier(request, async (courier) => {
    await demandName(request.git, ref);
    await demandCommit(request.git, commit);
    const fixed = [
      "--porcelain",
      "--no-verify",
      "--no-signed",
      "--no-follow-tags",
      "--recurse-submodules=no",
    ];
    const options = [...fixed, ...otherSide("receive-pack", request.address)];
    await command(courier, request, ["push", ...options, "--", request.address.secret, `${commit}:${ref}`]);
    return null;
  });
}

/**
 * Brings the commit of one ref of the remote into this repository's objects. No ref of the repository is changed.
 * @returns the commit's id; `not-found` where the remote has no such ref
 */
export function fetchReference(request: NetworkRequest, ref: string): Promise<Result<string>> {
  return inCourier(request, async (courier) => {
    await demandName(request.git, ref);
    const head = await request.git.run(["rev-parse", "-q", "--verify", "HEAD^{commit}"], {
      okCodes: [0, 1, 128],
    });
    // What is here already need not come again; the courier itself has no ref that would tell.
    const tip = head.ok && head.value.exitCode === 0 ? [`--negotiation-tip=${head.value.stdout.trim()}`] : [];
    const fixed = [
      "--no-tags",
      "--no-recurse-submodules",
      "--no-auto-maintenance",
      "--no-write-fetch-head",
      "--quiet",
      ...tip,
    ];
    const options = [...fixed, ...otherSide("upload-pack", request.address)];
    // Into a ref of the courier's own; the objects are the repository's.
    await command(courier, request, [
      "fetch",
      ...options,
      "--",
      request.address.secret,
      `${ref}:refs/kilo/fetched`,
    ]);
    return readFileSync(join(courier.folder, "refs", "kilo", "fetched"), "utf8").trim();
  });
}

/** Refs are named in full and hold no pattern. */
async function demandName(git: Git, ref: string): Promise<void> {
  const checked = ref.startsWith("refs/") ? await git.run(["check-ref-format", ref]) : null;
  if (!checked?.ok) throw new FailureError(failure("invalid-input", `"${ref}" is no name of a ref.`));
}

/** The commit is named by its whole id, and it is here. */
async function demandCommit(git: Git, commit: string): Promise<void> {
  if (!commitPattern.test(commit))
    throw new FailureError(failure("invalid-input", `"${commit}" is no commit.`));
  const known = await git.run(["cat-file", "-e", `${commit}^{commit}`]);
  if (!known.ok)
    throw new FailureError(failure("not-found", `This repository has no commit ${commit.slice(0, 12)}.`));
}
