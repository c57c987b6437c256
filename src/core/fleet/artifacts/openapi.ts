// OpenAPI 3.x descriptions: the structure whoever builds against them relies on. Follows references inside the document
// only. No full validator: what it passes may still be wrong in its details.
import { counted } from "../../../protocol/counted";
import { type ArtifactCheck, fits, isRecord, misfit, own } from "./verdict";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
const deepest = 100;

/** @param value the document as plain data. */
export function checkOpenapi(value: unknown): ArtifactCheck {
  if (!isRecord(value)) return misfit("openapi", "it is no object");
  if (own(value, "swagger") !== undefined)
    return misfit("openapi", "it is Swagger 2.0; OpenAPI 3.x is expected");
  const version = own(value, "openapi");
  if (typeof version !== "string" || !/^3\.[0-2]\.\d+/.test(version))
    return misfit("openapi", 'openapi must be a version such as "3.1.0"');
  const found = { paths: 0, operations: 0 };
  const problem =
    infoProblem(value) ?? pathsProblem(value, version, found) ?? referenceProblem(value, value, 0);
  if (problem) return misfit("openapi", problem);
  const line = `${counted(found.paths, "path")}, ${counted(found.operations, "operation")}`;
  return fits("openapi", `openapi ${version.slice(0, 3)}: ${line}`);
}

function infoProblem(document: Record<string, unknown>): string | null {
  const info = own(document, "info");
  if (typeof own(info, "title") !== "string") return "info.title is missing";
  return ["string", "number"].includes(typeof own(info, "version")) ? null : "info.version is missing";
}

function pathsProblem(
  document: Record<string, unknown>,
  version: string,
  found: { paths: number; operations: number },
): string | null {
  const paths = own(document, "paths");
  if (paths === undefined) {
    const isEnough =
      !version.startsWith("3.0") && ["components", "webhooks"].some((key) => isRecord(own(document, key)));
    return isEnough ? null : "paths is missing";
  }
  if (!isRecord(paths)) return "paths is no object";
  const ids = new Set<string>();
  for (const [path, item] of Object.entries(paths)) {
    if (path.startsWith("x-")) continue;
    found.paths += 1;
    if (!path.startsWith("/")) return `the path ${path} does not begin with /`;
    if (!isRecord(item)) return `paths.${path} is no object`;
    for (const method of methods) {
      const operation = own(item, method);
      if (operation === undefined) continue;
      found.operations += 1;
      const problem = operationProblem(document, { path, item, version, ids }, operation);
      if (problem) return `${method.toUpperCase()} ${path}: ${problem}`;
    }
  }
  return null;
}

interface Place {
  path: string;
  item: Record<string, unknown>;
  version: string;
  ids: Set<string>;
}

function operationProblem(document: unknown, place: Place, operation: unknown): string | null {
  if (!isRecord(operation)) return "it is no object";
  const { path, item, version, ids } = place;
  const id = own(operation, "operationId");
  if (typeof id === "string" && ids.has(id)) return `operationId ${id} is used twice`;
  if (typeof id === "string") ids.add(id);
  const responses = own(operation, "responses");
  if (responses === undefined && version.startsWith("3.0")) return "responses is missing";
  if (responses !== undefined && !isRecord(responses)) return "responses is no object";
  const strange = Object.keys(responses ?? {}).find(
    (code) => !/^(?:[1-5](?:\d\d|XX)|default|x-.*)$/.test(code),
  );
  if (strange !== undefined) return `${strange} is no response code`;
  return parameterProblem(document, path, [
    ...listOf(own(item, "parameters")),
    ...listOf(own(operation, "parameters")),
  ]);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Every `{name}` of a path is a parameter of it. */
function parameterProblem(document: unknown, path: string, parameters: unknown[]): string | null {
  const known = parameters.map((one) => {
    const reference = own(one, "$ref");
    return typeof reference === "string" ? resolve(document, reference) : one;
  });
  // One that stands in another file cannot be looked at.
  if (known.includes(undefined)) return null;
  const declared = new Set(known.filter((one) => own(one, "in") === "path").map((one) => own(one, "name")));
  const missing = [...path.matchAll(/\{([^{}/]+)\}/g)].find(([, name]) => !declared.has(name));
  return missing ? `the path parameter ${missing[1]} is not declared` : null;
}

/** The first reference inside the document that leads nowhere. */
function referenceProblem(document: unknown, value: unknown, depth: number): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (depth > deepest) return "it is nested too deep";
  const reference = own(value, "$ref");
  if (
    typeof reference === "string" &&
    reference.startsWith("#") &&
    resolve(document, reference) === undefined
  )
    return `${reference} leads nowhere`;
  for (const inner of Object.values(value)) {
    const problem = referenceProblem(document, inner, depth + 1);
    if (problem) return problem;
  }
  return null;
}

/** A JSON pointer behind `#`; undefined where it leads nowhere, or to another document. */
function resolve(document: unknown, reference: string): unknown {
  if (reference === "#") return document;
  if (!reference.startsWith("#/")) return undefined;
  let at: unknown = document;
  for (const part of reference.slice(2).split("/")) {
    const key = decoded(part).replace(/~1/g, "/").replace(/~0/g, "~");
    at = Array.isArray(at) ? at[Number(key)] : own(at, key);
    if (at === undefined) return undefined;
  }
  return at;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
