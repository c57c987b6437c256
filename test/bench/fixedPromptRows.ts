// What a role costs before a word of the task: its system text and the tools as they stand in a request.

import { createShell } from "../../src/core/process/runShell";
import { anthropicDialect } from "../../src/core/providers/anthropic";
import { roles } from "../../src/core/roles/index";
import { createTools } from "../../src/core/tools/index";
import { toolDefinition } from "../../src/core/tools/toolDefinition";
import { testBinding } from "../fakes/testSettings";
import { atMost, type BenchRow, whole } from "./benchRow";

export function fixedPromptRows(): BenchRow[] {
  const tools = new Map(
    createTools({ shell: createShell({}), searchPath: "" }).map((tool) => [tool.name, toolDefinition(tool)]),
  );
  const sizes = roles.map((role) => {
    const body = anthropicDialect.build({
      model: testBinding("scripted", "http://127.0.0.1"),
      system: role.system,
      tools: role.tools.flatMap((name) => tools.get(name) ?? []),
      messages: [{ role: "user", text: "x" }],
      maxTokens: 512,
      cacheKey: "bench",
    });
    const system = String(body.system ?? "").length;
    const told = JSON.stringify(body.tools ?? []).length;
    return { name: role.name, system, told, all: system + told };
  });
  const how =
    "characters of the role's system text and of the JSON of its tool definitions as sent to the Anthropic API";
  return sizes.map(({ name, system, told, all }) =>
    atMost(`fixed prompt, ${name}`, all, 5_000, "", `${whole(all)} = ${whole(system)} + ${whole(told)}`, how),
  );
}
