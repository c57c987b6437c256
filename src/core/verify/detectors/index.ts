// The list of check detectors. Adding one is one new file and one line here. `make` comes last: where it only calls
// what another detector found, it is left out.
import { cargoDetector } from "./cargo";
import type { CheckDetector } from "./detector";
import { goDetector } from "./go";
import { gradleDetector } from "./gradle";
import { makeDetector } from "./make";
import { mavenDetector } from "./maven";
import { mypyDetector } from "./mypy";
import { packageJsonDetector } from "./packageJson";
import { pytestDetector } from "./pytest";
import { ruffDetector } from "./ruff";

export const checkDetectors: readonly CheckDetector[] = [
  packageJsonDetector,
  ruffDetector,
  mypyDetector,
  pytestDetector,
  cargoDetector,
  goDetector,
  mavenDetector,
  gradleDetector,
  makeDetector,
];
