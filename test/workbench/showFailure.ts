// After a test that failed: a picture of every window that is open, named after the test.
import { afterEach } from "vitest";
import { running } from "./workbench";

afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  const name = `failed-${task.name.replace(/\W+/g, "-").slice(0, 80)}`;
  for (const [at, { window }] of [...running].entries()) {
    const path = await window.screenshot(at === 0 ? name : `${name}-${at}`).catch(() => null);
    if (path !== null) console.error(`"${task.name}" failed; its window: ${path}`);
  }
});
