// The table of model API faults: every row of the reliability facts A5 and its variants.
import { calls } from "./calls";
import { endings } from "./endings";
import type { FaultRow } from "./faultRow";
import { refusals } from "./refusals";
import { streams } from "./streams";

export const table: readonly FaultRow[] = [...refusals, ...streams, ...calls, ...endings];
