// What was counted and sent, as the provider and the log have it: parameters, usage of each attempt, tool schemas.
import type { TurnAnswer } from "../../../src/protocol/turnAnswer";
import { asText } from "./messageText";
import { TextBlock } from "./TextBlock";

export function RawTab({ answer, whole }: { answer: TurnAnswer; whole: boolean }) {
  return (
    <>
      <TextBlock title="parameters" text={asText(answer.params)} whole={whole} />
      {answer.attempts.map((attempt) => (
        <TextBlock
          key={attempt.modelCall}
          title={`attempt ${attempt.modelCall}`}
          remark={attempt.failure ? attempt.failure.code : "usage as the provider says it"}
          text={asText(attempt)}
          whole={whole}
          failed={attempt.failure !== undefined}
        />
      ))}
      <TextBlock title="tool definitions" text={asText(answer.tools)} whole={whole} />
    </>
  );
}
