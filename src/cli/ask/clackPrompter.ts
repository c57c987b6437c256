// Asks with @clack/prompts, which is loaded with the first question only.
import type { Choice, Prompter } from "./prompter";

/** @param show prints text above a question. */
export function createClackPrompter(show: (text: string) => void): Prompter {
  const clack = () => import("@clack/prompts");
  const optionOf = ({ value, label, hint }: Choice) => ({ value, label, ...(hint ? { hint } : {}) });
  // Each question listens to a signal of its own: they never stop listening, and a plan may be asked about often.
  const aborts = (signal?: AbortSignal) => (signal ? { signal: AbortSignal.any([signal]) } : {});
  return {
    show,
    async choose(message, choices, signal) {
      const { select, isCancel } = await clack();
      const chosen = await select<string>({ message, options: choices.map(optionOf), ...aborts(signal) });
      return isCancel(chosen) ? null : chosen;
    },
    async chooseMany(message, choices, signal) {
      const { multiselect, isCancel } = await clack();
      const options = choices.map(optionOf);
      const chosen = await multiselect<string>({ message, options, required: false, ...aborts(signal) });
      return isCancel(chosen) ? null : chosen;
    },
    async words(message, signal, initial = "") {
      const { text, multiline, isCancel } = await clack();
      const options = { initialValue: initial, ...aborts(signal) };
      const written = initial.includes("\n")
        ? await multiline({ message: `${message} (Tab, then Enter, to end)`, showSubmit: true, ...options })
        : await text({ message, ...options });
      return isCancel(written) ? null : (written ?? "");
    },
  };
}
