// `demo`: starts the packaged demo, which needs no key and no network.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../../protocol/failure";
import { exitCode } from "../exitCode";
import { refuse } from "../host";
import type { Verb } from "../verb";

export const demo: Verb = {
  name: "demo",
  about: "see a whole run on a sample project, offline and without a key",
  takes: "",
  most: 0,
  options: [{ name: "prompt", value: "text", about: "another task than cursor pagination" }],
  async run(input, host) {
    const { programFolder, variables } = host.environment;
    const program = join(programFolder, "demo", "main.cjs");
    if (!existsSync(program)) {
      const message =
        "The demo is not in this package; in a checkout of the project, `npm run demo` starts it.";
      return refuse(host, failure("not-found", message));
    }
    const prompt = input.value("prompt");
    const child = spawn(process.execPath, [program, ...(prompt === undefined ? [] : ["--prompt", prompt])], {
      stdio: "inherit",
      env: variables as NodeJS.ProcessEnv,
    });
    // The demo gets the terminal's Ctrl+C itself; this process only waits for it.
    const forget = host.onInterrupt(() => undefined);
    return new Promise((resolve) => {
      child.once("error", () => resolve(exitCode.failed));
      child.once("exit", (code) => {
        forget();
        resolve(code ?? exitCode.interrupted);
      });
    });
  },
};
