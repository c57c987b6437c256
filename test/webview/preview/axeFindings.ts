// Looks for what keeps people with assistive technology out, with axe-core, in one page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** @returns what is serious or critical, with the element and what would help. */
export async function axeFindings(page: Page): Promise<string[]> {
  // The driver's own door is not under the page's policy. Once a page: the library takes as long to read as to run.
  if (await page.evaluate('typeof axe === "undefined"')) await page.evaluate(readFileSync(source, "utf8"));
  const { violations } = await page.evaluate<AxeResults>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary = "" }) =>
          `${id} ${target.join(" ")} ${failureSummary.replace(/\s+/g, " ")}`,
      ),
    );
}
