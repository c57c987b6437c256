// Which options of `approve` fit which question.
import { expect, test } from "vitest";
import { answerLine } from "../../src/cli/agentManager/text/waitingLines";
import { readAnswer } from "../../src/cli/verbs/approve";
import type { ApprovalView } from "../../src/protocol/approval";
import type { RunView } from "../../src/protocol/run";

const asked = (id: string): ApprovalView => ({
  id,
  kind: "question",
  title: "Run again? make",
  detail: "make",
  hash: "h",
  askedAt: 1,
  options: ["run again", "leave it"],
});
const options = (words?: string) => ({
  value: (name: string) => (name === "answer" ? words : undefined),
  has: (name: string) => name === "answer" && words !== undefined,
});

test.each([
  "question:t1.1.1:again",
  "question:t1.1.1:again:2",
])("%s is a yes or a no: words are refused with the two verbs, and none are asked for", (id) => {
  expect(readAnswer(options("yes"), asked(id))).toMatchObject({
    failure: {
      code: "invalid-input",
      message:
        "This is a yes or a no and takes no --answer: `kilo-code approve` runs it again, `kilo-code reject` goes on without it.",
    },
  });
  expect(readAnswer(options(), asked(id))).toMatchObject({ ok: true, value: { verdict: "approved" } });
  expect(answerLine({ run: "r1", session: null } as unknown as RunView, asked(id), "")).toBe(
    `kilo-code approve r1 ${id}`,
  );
});

test("any other question needs words", () => {
  expect(readAnswer(options(), asked("question:t1.1.1"))).toMatchObject({
    failure: { message: expect.stringContaining("A question needs words") },
  });
});
