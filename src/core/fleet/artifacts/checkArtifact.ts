// Looks whether an artifact is what its name or content claims: JSON, OpenAPI, JUnit, coverage. Reads bytes only; runs,
// loads and resolves nothing outside them.
import { counted } from "../../../protocol/counted";
import { checkCobertura, checkIstanbul, checkLcov, isCoverageJson } from "./coverage";
import { checkJson, checkJsonSchema, isJsonSchema } from "./json";
import { checkJunit } from "./junit";
import { checkOpenapi } from "./openapi";
import { readXml } from "./readXml";
import { type ArtifactCheck, fits, isRecord, misfit, own } from "./verdict";
import { yamlValue } from "./yamlValue";

/** Bytes of one artifact. */
export const largestArtifact = 1_000_000;

/**
 * @param name as it was published; the last part tells the kind where the content does not.
 * @param schema JSON Schema that a JSON artifact must fit, where a consumer gave one.
 */
export function checkArtifact(name: string, bytes: Uint8Array, schema?: unknown): ArtifactCheck {
  if (bytes.byteLength > largestArtifact)
    return misfit("binary", `it has ${bytes.byteLength} bytes and may have ${largestArtifact}`);
  const text = textOf(bytes);
  const file = (name.split("/").at(-1) ?? name).toLowerCase();
  if (text === null) {
    const claims = /\.(?:json|ya?ml|xml|info|txt|md|sql|csv)$/.exec(file);
    if (claims) return misfit("binary", `it is no UTF-8 text, but its name ends with ${claims[0]}`);
    return fits("binary", `binary: ${counted(bytes.byteLength, "byte")}`);
  }
  if (file.endsWith(".json")) return checkJsonFile(file, text, schema);
  if (/\.ya?ml$/.test(file)) return checkYamlFile(file, text);
  if (file.endsWith(".xml") || /^\s*<\?xml\s/.test(text)) return checkXmlFile(file, text);
  if (file.endsWith(".info") || /^(?:TN:.*\r?\n)?SF:/.test(text)) return checkLcov(text);
  return plainText(text);
}

function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

function plainText(text: string): ArtifactCheck {
  const lines = text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
  return fits("text", `text: ${counted(lines, "line")}, ${counted(Buffer.byteLength(text), "byte")}`);
}

const namedOpenapi = /(?:^|[^a-z])(?:openapi|swagger)(?:[^a-z]|$)/;

function checkJsonFile(file: string, text: string, schema: unknown): ArtifactCheck {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (thrown) {
    return misfit("json", `it is no JSON: ${oneLine(thrown)}`);
  }
  if (namedOpenapi.test(file) || isOpenapi(value)) return checkOpenapi(value);
  if (isCoverageJson(file, value)) return checkIstanbul(value);
  if (file.endsWith(".schema.json") || (file === "schema.json" && isJsonSchema(value)))
    return checkJsonSchema(value);
  return checkJson(value, schema);
}

function isOpenapi(value: unknown): boolean {
  return isRecord(value) && (typeof own(value, "openapi") === "string" || own(value, "swagger") === "2.0");
}

function checkYamlFile(file: string, text: string): ArtifactCheck {
  if (!namedOpenapi.test(file) && !/^(?:openapi|swagger)\s*:/m.test(text)) return plainText(text);
  const read = yamlValue(text);
  return read.ok ? checkOpenapi(read.value) : misfit("openapi", `it is no YAML: ${read.problem}`);
}

function checkXmlFile(file: string, text: string): ArtifactCheck {
  try {
    const root = readXml(text);
    if (/^testsuites?$/.test(root.name)) return checkJunit(root);
    if (root.name === "coverage" && root.attributes.has("line-rate")) return checkCobertura(root);
    if (/junit|^test-/.test(file))
      return misfit("junit", `its root is <${root.name}>, not <testsuites> or <testsuite>`);
    if (file.includes("cobertura")) return misfit("coverage", "its root is no <coverage> with a line-rate");
    return fits("xml", `xml: <${root.name}>, ${counted(root.children.length, "child element")}`);
  } catch (thrown) {
    return misfit("xml", `it is no XML: ${oneLine(thrown)}`);
  }
}

function oneLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.replace(/\s+/g, " ").slice(0, 200);
}
