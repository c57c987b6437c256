// Names that every object has already, as a model or a project may choose them: they are names like any other.
import { expect, test } from "vitest";
import { foldAll } from "../../../src/protocol/fold";
import { calls, end, give, seeStory } from "./played";

const odd = ["constructor", "toString", "__proto__", "hash"];

test.each(odd)("an artifact called %s that nobody published is refused", async (name) => {
  const { told, view } = await seeStory({
    script: { orchestrator: [calls(give("ask", "Look.", { artifacts: [name] })), end("Refused.")] },
  });
  expect(told("new_task")).toEqual([`There is no artifact "${name}". Published: none.`]);
  expect(view.status).toBe("ended");
});

test.each(odd)("an artifact called %s that was published is handed over", async (name) => {
  const { told, view } = await seeStory({
    script: {
      orchestrator: [
        calls(["publish_artifact", { name, content: "the text" }]),
        calls(give("ask", "Look.", { artifacts: [name] })),
        end("Handed over."),
      ],
      ask: [{ text: "Seen." }],
    },
  });
  expect(told("new_task")[0]).toContain("Seen.");
  expect(Object.keys(view.artifacts)).toEqual([name]);
});

test.each(odd)("a file called %s is recorded for undo, and nothing else changes", async (path) => {
  const { events, view } = await seeStory({
    script: {
      orchestrator: [calls(give("code", "Write.")), end("Done.")],
      coder: [calls(["write_file", { path, content: "x\n" }]), end("Written.")],
    },
  });
  expect(({} as Record<string, unknown>).after).toBeUndefined();
  expect((Object as unknown as Record<string, unknown>).after).toBeUndefined();
  expect(Object.keys(view.files)).toContain(path);
  expect(Object.values(foldAll(events)?.files ?? {}).map((file) => file.path)).toContain(path);
});
