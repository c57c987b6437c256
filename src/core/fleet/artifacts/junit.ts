// Test reports in the form JUnit made common: what a suite declares must be what it lists. Pure.
import { counted } from "../../../protocol/counted";
import type { XmlElement } from "./readXml";
import { type ArtifactCheck, fits, misfit } from "./verdict";

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  /** Elements; one test may hold several. */
  failureElements: number;
  errorElements: number;
}

export function checkJunit(root: XmlElement): ArtifactCheck {
  const problem = firstProblem(root);
  if (problem) return misfit("junit", problem);
  const { tests, failures, errors, skipped } = countIn(root);
  const rest = [
    errors > 0 ? `, ${counted(errors, "error")}` : "",
    skipped > 0 ? `, ${skipped} skipped` : "",
  ].join("");
  return fits("junit", `junit: ${counted(tests, "test")}, ${counted(failures, "failure")}${rest}`);
}

function firstProblem(suite: XmlElement): string | null {
  const problem = ownProblem(suite);
  if (problem) return problem;
  for (const child of suite.children) {
    const below = child.name === "testsuite" ? firstProblem(child) : caseProblem(child, suite);
    if (below) return below;
  }
  return null;
}

function caseProblem(element: XmlElement, suite: XmlElement): string | null {
  if (element.name !== "testcase") return null;
  if (suite.name === "testsuites") return "a <testcase> stands outside of a <testsuite>";
  return element.attributes.get("name") === undefined ? "a <testcase> has no name" : null;
}

/** Declared counts that are neither the tests nor the elements of their kind. */
function ownProblem(suite: XmlElement): string | null {
  const counts = countIn(suite);
  const meant: [string, number[]][] = [
    ["tests", [counts.tests, counts.tests - counts.skipped]],
    ["failures", [counts.failures, counts.failureElements]],
    ["errors", [counts.errors, counts.errorElements]],
    ["skipped", [counts.skipped]],
  ];
  for (const [name, real] of meant) {
    const declared = suite.attributes.get(name);
    if (declared === undefined || declared === "") continue;
    if (!/^\d+$/.test(declared))
      return `${titleOf(suite)} declares ${name}="${declared.slice(0, 20)}", which is no count`;
    if (!real.includes(Number(declared)))
      return `${titleOf(suite)} declares ${declared} ${name} and lists ${real[0]}`;
  }
  return null;
}

function titleOf({ name, attributes }: XmlElement): string {
  const title = attributes.get("name");
  return title ? `<${name}> "${title.slice(0, 80)}"` : `<${name}>`;
}

function countIn(suite: XmlElement): Counts {
  const sum: Counts = { tests: 0, failures: 0, errors: 0, skipped: 0, failureElements: 0, errorElements: 0 };
  for (const child of suite.children) {
    if (child.name === "testsuite") {
      const below = countIn(child);
      for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += below[key];
    }
    if (child.name !== "testcase") continue;
    const has = (name: string) => child.children.filter((one) => one.name === name).length;
    sum.tests += 1;
    sum.failureElements += has("failure");
    sum.errorElements += has("error");
    if (has("failure") > 0) sum.failures += 1;
    if (has("error") > 0) sum.errors += 1;
    if (has("skipped") > 0) sum.skipped += 1;
  }
  return sum;
}
