// The list of failure readers. Adding one is one new file and one line here.
import { arrowsReader } from "./arrows";
import { biomeReader } from "./biome";
import { bunReader } from "./bun";
import { cargoTestReader } from "./cargoTest";
import { coverageReader } from "./coverage";
import { diagnosticsReader } from "./diagnostics";
import { eslintReader } from "./eslint";
import { goTestReader } from "./goTest";
import { gradleReader } from "./gradle";
import { jestReader } from "./jest";
import { mochaReader } from "./mocha";
import { nodeSpecReader } from "./nodeSpec";
import { pytestReader } from "./pytest";
import type { FailureReader } from "./reader";
import { surefireReader } from "./surefire";
import { tapReader } from "./tap";
import { unittestReader } from "./unittest";
import { vitestReader } from "./vitest";

/** Readers of tests first; a receipt names them in this order. */
export const failureReaders: readonly FailureReader[] = [
  vitestReader,
  jestReader,
  mochaReader,
  tapReader,
  nodeSpecReader,
  bunReader,
  pytestReader,
  unittestReader,
  goTestReader,
  cargoTestReader,
  surefireReader,
  gradleReader,
  coverageReader,
  diagnosticsReader,
  eslintReader,
  biomeReader,
  arrowsReader,
];
