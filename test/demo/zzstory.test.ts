import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cpSync } from "node:fs";
import { it } from "vitest";
import { demoPrompts, scriptFor } from "../../src/demo/script";
import { playStory, readableTrace } from "../runs/playStory";
it("plays", async () => {
  const prompt = process.env.KP ?? demoPrompts.pagination;
  const dir = "/tmp/k/demo-story";
  rmSync(dir, { recursive: true, force: true }); mkdirSync(dir, { recursive: true });
  cpSync("src/demo/sample", join(dir, "repo"), { recursive: true });
  const script = Object.fromEntries((scriptFor(prompt)?.rules ?? []).map((rule, n) => [`r${n}`, rule]));
  const story = { prompt, money: true, script, show: ["src/users/handler.js"], ...(process.env.KAPI ? { api: process.env.KAPI as never } : {}) };
  const played = await playStory(dir, story);
  writeFileSync("/tmp/k/demo-story/trace.txt", readableTrace(played, story));
  writeFileSync("/tmp/k/demo-story/events.json", JSON.stringify(played.events, null, 1));
  writeFileSync("/tmp/k/demo-story/requests.json", JSON.stringify(played.server.requests, null, 1));
  await played.clean();
});
