// Types of prepare.mjs, which is plain JavaScript so that it runs before anything is built.

/** Programs of a workbench: `codeServer` is the script to start with `node`. */
export interface PreparedWorkbench {
  ok: true;
  node: string;
  codeServer: string;
  chromium: string;
}

export type PrepareOutcome = PreparedWorkbench | { ok: false; why: string };

export function prepareWorkbench(options?: {
  cache?: string;
  say?: (line: string) => void;
}): Promise<PrepareOutcome>;
