// Loads the program from the files it was bundled into, with the compiled code that was recorded for this very Node when
// the package was built: compiling was most of a start. Without a recording, or for another Node, it compiles as usual.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";

export interface LoadedFile {
  name: string;
  script: Script;
  /** Whether recorded code was used. */
  recorded: boolean;
}

interface LoadedModule {
  exports: unknown;
}

type ModuleBody = (
  exports: unknown,
  require: (id: string) => unknown,
  module: LoadedModule,
  file: string,
  folder: string,
) => void;

/** Folder of the code recorded for the running Node; V8 itself refuses what another version of it made. */
export function codeFolder(folder: string): string {
  return join(folder, "code", `${process.version}-${process.platform}-${process.arch}`);
}

/**
 * Runs a file of the bundle and what it requires; files are plain ASCII in the older module form.
 * @param folder of the bundle.
 * @returns all files loaded so far; it grows while the program goes on.
 */
export function loadProgram(folder: string, entry: string): LoadedFile[] {
  const loaded: LoadedFile[] = [];
  const modules = new Map<string, LoadedModule>();
  const recordings = codeFolder(folder);

  function load(name: string): unknown {
    const known = modules.get(name);
    if (known) return known.exports;
    const module: LoadedModule = { exports: {} };
    modules.set(name, module);
    const file = join(folder, name);
    const { script, recorded } = compile(file, readIfThere(join(recordings, name)));
    loaded.push({ name, script, recorded });
    const body = script.runInThisContext() as ModuleBody;
    body.call(module.exports, module.exports, need, module, file, folder);
    return module.exports;
  }
  function need(id: string): unknown {
    return id.startsWith("./") ? load(id.slice(2)) : ofNode(id, join(folder, entry));
  }

  load(entry);
  return loaded;
}

/** A module of Node's own; anything else is looked for as usual, from `file`. */
function ofNode(id: string, file: string): unknown {
  return process.getBuiltinModule(id) ?? process.getBuiltinModule("node:module").createRequire(file)(id);
}

function compile(file: string, recording: Buffer | undefined): Omit<LoadedFile, "name"> {
  // One byte for a character is half the memory, and nothing to decode.
  const text = readFileSync(file, "latin1");
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
    filename: file,
    ...(recording ? { cachedData: recording } : {}),
  });
  return { script, recorded: recording !== undefined && script.cachedDataRejected === false };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
