// Keeps where each setting that holds came from, in the order they are asked for.
import type { EffectiveEntry } from "./effective";
import { type ConfigFile, placeOf } from "./readConfig";
import { keyText } from "./tomlLines";

export class OriginBook {
  readonly entries: EffectiveEntry[] = [];
  private readonly file: ConfigFile;
  private readonly editor: ReadonlyMap<string, string>;

  /** @param editor origins by `keyText` of what an editor's settings say over the file. */
  constructor(file: ConfigFile, editor: ReadonlyMap<string, string>) {
    this.file = file;
    this.editor = editor;
  }

  pick<Value>(key: readonly string[], value: Value | undefined, fallback: Value): Value {
    if (value === undefined) return this.add(keyText(key), fallback, "default");
    return this.add(keyText(key), value, this.place(key));
  }

  /** Every entry of a table of free names, in an object without a prototype's names. */
  table<Value>(key: readonly string[], values: Record<string, Value> | undefined): Record<string, Value> {
    for (const [name, value] of Object.entries(values ?? {})) {
      this.add(keyText([...key, name]), value, this.place([...key, name]));
    }
    return { ...values };
  }

  add<Value>(key: string, value: Value, origin: string): Value {
    this.entries.push({ key, value, origin });
    return value;
  }

  place(key: readonly string[]): string {
    return this.editor.get(keyText(key)) ?? placeOf(this.file.path, this.file.lines, key);
  }
}
