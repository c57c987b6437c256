// Approval fatigue: an agent cannot wear a person down. After ten refusals, or twenty questions about the same, it rests
// until the person says that it may go on, over restarts too; told to end, its task ends with a reason. Chain 21.
import { afterEach, expect, it } from "vitest";
import { createStage, person, type Stage } from "../../core/schedule/stage";
import { testSettings } from "../../fakes/testSettings";
import { tally } from "../tally";

let stage: Stage;
afterEach(() => stage?.close());

const asking = { approve: { ...testSettings("").approve, command: "ask" as const }, checks: {} };

/** A person who answers the first questions about commands alike; resolves with how many there were. */
async function play(
  commands: string[],
  verdict: "approved" | "rejected",
  last: { comment: string } | null,
): Promise<{ asked: string[]; limits: string[]; id: string }> {
  stage = await createStage({
    interactive: last !== null,
    settings: asking,
    script: ({ messages }) => {
      const answers = messages.filter(({ role }) => role === "assistant").length;
      const command = commands[answers];
      const call =
        command === undefined ? ["attempt_completion", { result: "Done." }] : ["run_command", { command }];
      return { calls: [{ name: String(call[0]), input: call[1] }] };
    },
  });
  const id = await stage.start("/single Keep asking.");
  const [asked, limits]: [string[], string[]] = [[], []];
  const stop = new AbortController();
  void stage.engine.follow(
    id,
    0,
    ({ fact }) => {
      if (fact.type !== "approval.asked") return;
      const { id: approval, hash, kind, title } = fact.approval;
      (kind === "question" ? limits : asked).push(title);
      if (kind === "question" && !last) return;
      const answer =
        kind === "question"
          ? { verdict: "approved" as const, ...last }
          : { verdict, comment: words[asked.length % 19] };
      const command = { type: "approval.give" as const, approval, hash, scope: "once" as const, ...answer };
      setImmediate(() => void stage.engine.send(id, command, person).catch(() => undefined));
    },
    stop.signal,
  );
  await stage.engine.settled(id);
  stop.abort();
  return { asked, limits, id };
}

/** Different enough that the guard against circles lets them pass. */
const words =
  "one apple, two pears under a tree by the river where nobody walks at night any more since last year".split(
    " ",
  );
const different = Array.from(
  { length: 60 },
  (_, at) => `touch ${words.slice(at % 7, 2 + (at % 11)).join("-")}-${at} ${words[at % 19]}`,
);

const floor =
  "sudo id|mkfs /dev/sda|killall node|crontab -l|rm -rf /|echo x > .git/hooks/x|kilo-code run x|cd .git && ls|chroot /|doas ls|shutdown now|visudo|reboot".split(
    "|",
  );

it("rests after ten refusals, and no eleventh question is asked", async () => {
  const { asked, limits, id } = await play(different, "rejected", { comment: "end it" });
  expect(asked).toHaveLength(10);
  expect(limits).toEqual(["The coder was refused 10 times. May it go on?"]);
  expect((await stage.facts(id)).find(({ type }) => type === "task.ended")).toMatchObject({
    status: "failed",
    failure: { code: "ask-limit" },
    reason: "stuck",
  });
  tally({ what: "questions of a stubborn agent (chain 21)", tried: 60, lost: asked.length > 10 ? 1 : 0 });
});

it("asks again after ten more where it was let go on", async () => {
  const { asked, limits } = await play(different.slice(0, 25), "rejected", { comment: "let it go on" });
  expect(limits).toHaveLength(2);
  expect(asked).toHaveLength(25);
});

it("nobody there: the run rests, and a restart does not begin to count anew", async () => {
  const { id } = await play(
    different.map(() => "sudo id"),
    "rejected",
    null,
  );
  const facts = await stage.facts(id);
  // What the policy refuses needs no person, and the same again is a circle.
  expect(facts.filter(({ type }) => type === "approval.asked")).toHaveLength(0);
  await stage.close();
  const refused = await play(floor, "rejected", null);
  const before = await stage.facts(refused.id);
  expect(before.filter(({ type }) => type === "approval.asked")).toHaveLength(1);
  expect(before.at(-1)).toMatchObject({ type: "run.paused", reason: "approval" });
  await stage.reopen(false);
  await stage.resume(refused.id);
  const later = await stage.facts(refused.id);
  expect(later.filter((fact) => fact.type === "toolCall.settled")).toHaveLength(10);
});

it("rests after the same was asked twenty times, even where each was approved", async () => {
  const { asked, limits } = await play(
    Array.from({ length: 40 }, () => "date +%N; echo $RANDOM$RANDOM > noise.txt; cat noise.txt"),
    "approved",
    { comment: "end it" },
  );
  expect(asked).toHaveLength(20);
  expect(limits).toEqual(["The coder asked for the same 20 times. May it go on?"]);
});
