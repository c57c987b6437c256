// Commands about runs where there is none they could be about: the palette has them all the same, so each says so.
import { afterEach, expect, it } from "vitest";
import type { KiloHost } from "../../src/extension/kiloHost";
import { registerRunCommands } from "../../src/extension/panes/runCommands";
import { stand } from "./stand/stand";

let part: { dispose(): unknown } | null = null;
afterEach(() => {
  part?.dispose();
  stand.shown.length = 0;
});

it.each(["kilo.undo", "kilo.stop", "kilo.pause", "kilo.resume"])("%s is answered", async (command) => {
  const book = { chosen: () => null, summaries: () => [] };
  part = registerRunCommands({ book } as unknown as KiloHost, {} as never);
  await stand.commands.get(command)?.();
  expect(stand.shown).toEqual([
    { kind: "info", modal: false, text: expect.stringMatching(/^(No run|There is no run) /) },
  ]);
});
