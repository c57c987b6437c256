// YAML of an artifact as plain data, by the reader the configuration uses: what people and models write, nothing more.
import { readYaml } from "../../config/yaml/readYaml";
import { YamlError } from "../../config/yaml/scalar";

export type YamlRead = { ok: true; value: unknown } | { ok: false; problem: string };

export function yamlValue(text: string): YamlRead {
  try {
    return { ok: true, value: readYaml(text).value };
  } catch (thrown) {
    if (thrown instanceof YamlError) return { ok: false, problem: `line ${thrown.line}: ${thrown.message}` };
    throw thrown;
  }
}
