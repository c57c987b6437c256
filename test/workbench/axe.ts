// Looks for what keeps people with assistive technology out, with axe-core, inside one webview.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Frame } from "playwright-core";
import { liesIn } from "./panes";

const source = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * @param frame the page of a webview, from `sidebarFrame` or `traceFrame`.
 * @returns one line for each place with a serious or critical finding; empty is good.
 */
export async function axeFindings(frame: Frame): Promise<string[]> {
  // The debugger's door is not under the page's content security policy.
  await frame.evaluate(await source);
  // A webview is transparent and shows the part of the window it lies in; axe would take it for white.
  const part = (await liesIn(frame, "sidebar"))
    ? "--vscode-sideBar-background"
    : "--vscode-editor-background";
  await frame.evaluate(`document.documentElement.style.setProperty("background-color", "var(${part})")`);
  try {
    const options = JSON.stringify({ resultTypes: ["violations"], iframes: false });
    const { violations } = await frame.evaluate<AxeResults>(`axe.run(document, ${options})`);
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ impact, id, nodes }) =>
        nodes.map(
          ({ target, failureSummary = "" }) =>
            `${impact} ${id} at ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`,
        ),
      );
  } finally {
    await frame.evaluate(`document.documentElement.style.removeProperty("background-color")`);
  }
}
