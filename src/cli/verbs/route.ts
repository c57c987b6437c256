// `route "<prompt>"`: how a prompt would go and why, without a model. With --stdin, line by line as they come.

import { type RouteOptions, route } from "../../core/routing/route";
import { failure } from "../../protocol/failure";
import { loadConfiguration } from "../configuration";
import { exitCode } from "../exitCode";
import { type Host, refuse } from "../host";
import { cleanText } from "../text/cleanText";
import type { Verb } from "../verb";

export const routeVerb: Verb = {
  name: "route",
  about: "how a prompt would go (orchestrate, single, chat) and why",
  takes: '"<prompt>"',
  options: [
    {
      name: "stdin",
      about: 'read lines of {"id","prompt"} and write lines of {"id","decision","estimatedLines","reasons"}',
    },
    { name: "json", about: "as JSON" },
  ],
  async run(input, host) {
    const options = await routeOptions(host);
    if ("code" in options) return refuse(host, options);
    if (input.has("stdin")) return routeLines(host, options);
    const prompt = input.words.join(" ");
    if (prompt.trim() === "") {
      return refuse(host, failure("invalid-input", 'There is no prompt: kilo-code route "Rename userCount"'));
    }
    const { decision, estimatedLines, reasons, unsure } = route(prompt, options);
    const { router } = options;
    if (input.has("json"))
      host.print(JSON.stringify({ decision, estimatedLines, reasons, unsure, router: unsure && router }));
    else {
      host.print(`${decision} (about ${estimatedLines} edited lines)`);
      for (const reason of reasons) host.print(`  ${cleanText(reason)}`);
      if (unsure) host.print(`  unsure: ${cleanText(unsure)}; ${whoDecides(router)}`);
    }
    return exitCode.done;
  },
};

/** @returns with the model that a run would ask where the rules are unsure; null for none. */
async function routeOptions(host: Host) {
  const loaded = await loadConfiguration(host, {});
  if (!loaded.ok) return loaded.failure;
  const { config, known } = loaded.value;
  const { enabled, threshold, models } = config;
  // A person's own role of that name has its model for itself.
  const isTaken = known.roles.some(({ name, modes }) => [name, ...modes].includes("router"));
  const router = isTaken ? null : (models.router ?? null);
  return { enabled, threshold, router };
}

function whoDecides(router: string | null): string {
  if (router) return `a run would ask ${cleanText(router)}`;
  return "without [orchestrator.models] router the rules decide";
}

/** A line that cannot be read is answered in its place, and makes the whole a failure. */
async function routeLines(host: Host, options: RouteOptions): Promise<number> {
  let number = 0;
  let wrong = 0;
  for await (const line of host.inputLines()) {
    number += 1;
    if (line.trim() === "") continue;
    const asked = readLine(line);
    if (!asked) {
      wrong += 1;
      host.say(`line ${number} is not {"id": …, "prompt": "…"}`);
      continue;
    }
    const { decision, estimatedLines, reasons } = route(asked.prompt, options);
    host.print(JSON.stringify({ id: asked.id, decision, estimatedLines, reasons }));
  }
  return wrong > 0 ? exitCode.usage : exitCode.done;
}

function readLine(line: string): { id: unknown; prompt: string } | null {
  try {
    const { id, prompt } = JSON.parse(line) as { id?: unknown; prompt?: unknown };
    return typeof prompt === "string" ? { id: id ?? null, prompt } : null;
  } catch {
    return null;
  }
}
