// What a look at an artifact comes to: its kind, whether it is what it claims to be, one line for people. Plain data.

export type ArtifactKind =
  | "text"
  | "binary"
  | "json"
  | "json-schema"
  | "xml"
  | "openapi"
  | "junit"
  | "coverage";

export interface ArtifactCheck {
  kind: ArtifactKind;
  ok: boolean;
  /** One clause about what does not fit, without the name; absent where `ok`. */
  problem?: string;
  /** One line: `openapi 3.1: 5 paths, 12 operations`. */
  summary: string;
}

export function fits(kind: ArtifactKind, summary: string): ArtifactCheck {
  return { kind, ok: true, summary };
}

export function misfit(kind: ArtifactKind, problem: string): ArtifactCheck {
  return { kind, ok: false, problem, summary: `${kind}: ${problem}` };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A property of its own, whatever it is called; undefined where there is none. */
export function own(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
