// Faults of the model API in the dialect of OpenAI's Chat Completions, each played through the whole engine.
import { it } from "vitest";
import { full } from "../tally";
import { playTable } from "./playTable";

it("every fault ends typed, with no call run in part", { timeout: full ? 1_200_000 : 120_000 }, () =>
  playTable("openai-chat"),
);
