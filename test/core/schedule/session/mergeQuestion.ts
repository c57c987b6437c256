// What the tests of a session's merges share: the question whether to merge is left to them, and waited for.
import type { Approval } from "../../../../src/protocol/approval";
import type { Family } from "../../../tree/stage";

/** All else is approved. */
export const leaveMerge = { answer: ({ kind }: Approval) => (kind === "merge" ? null : {}) };

/** The nth question whether to merge. */
export async function mergeQuestion(one: Family, nth = 1): Promise<Approval> {
  const asked = () => one.of("approval.asked").filter(({ approval }) => approval.kind === "merge");
  await one.until(() => asked().length >= nth);
  const { approval } = asked()[nth - 1] ?? {};
  if (!approval) throw new Error("nothing was asked");
  return approval;
}
