// Makes conflicts of git's answer: what git says in many sentences about one path becomes one conflict of one kind.
// Pure; what needs the bytes of files is handed in.
import { type Conflict, type ConflictKind, conflictKinds } from "./conflict";
import type { MergeAnswer, MergeNote, StageEntry, Stages } from "./mergeTree";

/** Renamed files of one side: new name to old name. */
export type Renames = ReadonlyMap<string, string>;

/** What the bytes of a contested path tell. */
export type ByteKind = "line endings" | "large file" | "binary" | null;

export interface Evidence {
  ours: Renames;
  theirs: Renames;
  bytes: ReadonlyMap<string, ByteKind>;
}

interface Draft {
  kind: ConflictKind;
  paths: string[];
}

const linkMode = "120000";
const submoduleMode = "160000";

/** Kinds that git's own types name outright. */
const namedTypes: readonly (readonly [RegExp, ConflictKind])[] = [
  [/submodule/, "submodule"],
  [/distinct (modes|types)/, "type"],
  [/file\/directory/, "directory/file"],
  [/rename\/rename/, "rename/rename"],
  [/rename\/delete/, "rename/delete"],
  [/director(y|ies) rename/, "directory rename"],
  [/modify\/delete/, "modify/delete"],
  [/\(binary\)/, "binary"],
];

function present(stages: Stages): StageEntry[] {
  return [stages.base, stages.ours, stages.theirs].filter((entry) => entry !== undefined);
}

/** A name two files came to: both renamed to it, or one renamed where the other added. */
function collisionKind(path: string, evidence: Evidence): ConflictKind | null {
  const sides = [evidence.ours, evidence.theirs].filter((renames) => renames.has(path)).length;
  return sides === 2 ? "rename/rename" : sides === 1 ? "rename/add" : null;
}

function contentKind(path: string, stages: Stages, evidence: Evidence): ConflictKind {
  const entries = present(stages);
  const { ours, theirs } = stages;
  if (entries.some(({ mode }) => mode === submoduleMode)) return "submodule";
  if (entries.every(({ mode }) => mode === linkMode)) return "link";
  if (ours !== undefined && theirs !== undefined && ours.blob === theirs.blob) return "mode";
  // Both sides renaming one file to one name leaves its past in place: that is a plain conflict of lines.
  const collision = stages.base === undefined ? collisionKind(path, evidence) : null;
  if (collision !== null) return collision;
  return evidence.bytes.get(path) ?? (stages.base === undefined ? "add/add" : "content");
}

function kindOf(note: MergeNote, stages: Stages, evidence: Evidence): ConflictKind {
  const path = note.paths[0] ?? "";
  if (/collision/.test(note.type) && !/directory/.test(note.type)) {
    return collisionKind(path, evidence) ?? "rename/add";
  }
  const named = namedTypes.find(([pattern]) => pattern.test(note.type))?.[1];
  if (named === "binary") return evidence.bytes.get(path) ?? contentKind(path, stages, evidence);
  return named ?? contentKind(path, stages, evidence);
}

/** Git moves a file out of a folder's way as `name~side`; the side is a commit id here. */
function plainPath(path: string): string {
  return path.replace(/~[0-9a-f]{7,64}(_\d+)?$/, "");
}

function weight(kind: ConflictKind): number {
  return conflictKinds.indexOf(kind);
}

/** Conflicts that share a path are one; the weightier kind names it and its paths come first. */
function join(drafts: readonly Draft[]): Draft[] {
  const joined: Draft[] = [];
  for (const draft of [...drafts].sort((left, right) => weight(left.kind) - weight(right.kind))) {
    const meets = joined.filter(({ paths }) => paths.some((path) => draft.paths.includes(path)));
    const [first, ...rest] = meets;
    if (first === undefined) {
      joined.push({ kind: draft.kind, paths: [...new Set(draft.paths)] });
      continue;
    }
    first.paths = [...new Set([...first.paths, ...rest.flatMap(({ paths }) => paths), ...draft.paths])];
    for (const other of rest) joined.splice(joined.indexOf(other), 1);
  }
  return joined;
}

/** What a side did where git keeps nothing of it at the contested name. */
function describeAbsence(kind: ConflictKind, hadPast: boolean): string {
  if (kind === "directory/file") return hadPast ? "made it a folder" : "added a folder";
  if (kind === "directory rename") return "renamed the folder";
  return hadPast ? "deleted" : "did not add";
}

/** @param paths of one conflict, as git names them */
function describeSide(draft: Draft, answer: MergeAnswer, side: "ours" | "theirs", renames: Renames): string {
  const paths = [...new Set([...draft.paths, ...draft.paths.map(plainPath)])];
  const renamed = paths.find((path) => renames.has(path));
  if (renamed !== undefined) return `renamed ${renames.get(renamed)} to ${renamed}`;
  const stages = paths.map((path) => answer.stages.get(path)).filter((entry) => entry !== undefined);
  const hadPast = stages.some(({ base }) => base !== undefined);
  if (stages.every((entry) => entry[side] === undefined)) return describeAbsence(draft.kind, hadPast);
  return hadPast ? "changed" : "added";
}

/** The conflicts of an answer, one for each group of paths, sorted. */
export function classify(answer: MergeAnswer, evidence: Evidence): Conflict[] {
  if (answer.clean) return [];
  const drafts: Draft[] = answer.notes
    .filter(({ type }) => type.startsWith("CONFLICT"))
    .map((note) => {
      const stages = answer.stages.get(note.paths[0] ?? "") ?? {};
      return { kind: kindOf(note, stages, evidence), paths: note.paths };
    });
  const told = new Set(drafts.flatMap(({ paths }) => paths));
  for (const [path, stages] of answer.stages) {
    if (!told.has(path)) drafts.push({ kind: contentKind(path, stages, evidence), paths: [path] });
  }
  return join(drafts)
    .map(
      (draft): Conflict => ({
        kind: draft.kind,
        paths: [...new Set(draft.paths.map(plainPath))],
        ours: describeSide(draft, answer, "ours", evidence.ours),
        theirs: describeSide(draft, answer, "theirs", evidence.theirs),
      }),
    )
    .sort((left, right) => ((left.paths[0] ?? "") < (right.paths[0] ?? "") ? -1 : 1));
}
