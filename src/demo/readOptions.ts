// The words after `npm run demo --`. Pure; every mistake is one sentence.
import { parseArgs } from "node:util";
import { demoPrompts } from "./script";

export interface DemoOptions {
  prompt: string;
  /** Ask in the terminal instead of `--yes`. */
  interactive: boolean;
  /** The OpenAI dialect instead of Anthropic's. */
  openai: boolean;
  /** Look at the finished run and say whether all of it is as told. */
  check: boolean;
  /** Keep the folder of a `--check` that went well. */
  keep: boolean;
  help: boolean;
}

export const usage = `Usage: npm run demo -- [--prompt "<task>"] [--interactive] [--openai] [--check] [--keep]

The scripted model knows two tasks:
  ${demoPrompts.pagination}
  ${demoPrompts.rename}
The second also with /single or /orchestrate before it.

  --interactive  approve the plan and each step yourself
  --openai       the same through the OpenAI dialect and its SDK
  --check        verify the finished run from outside, and remove its folder if all is well
  --keep         keep the folder of --check`;

/** @returns a sentence where the words cannot be read. */
export function readOptions(args: string[]): DemoOptions | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        prompt: { type: "string", default: demoPrompts.pagination },
        interactive: { type: "boolean", default: false },
        openai: { type: "boolean", default: false },
        check: { type: "boolean", default: false },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.interactive && values.check) return "--check decides by itself; leave --interactive away.";
    return values;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
