// What the model answered: its words as markdown or plain, its reasoning, and the tool calls it asked for.
import { useState } from "react";
import type { TurnAnswer } from "../../../src/protocol/turnAnswer";
import type { LiveTurn } from "../store/liveTexts";
import { Checkbox } from "../ui/Checkbox";
import { Markdown } from "../ui/Markdown";
import { partsOf } from "./messageText";
import { TextBlock } from "./TextBlock";

interface ResponseTabProps {
  answer: TurnAnswer;
  /** What has come so far of an answer under way. */
  live: LiveTurn | null;
  whole: boolean;
}

export function ResponseTab({ answer, live, whole }: ResponseTabProps) {
  const [plain, setPlain] = useState(false);
  const { response, attempts } = answer;
  if (!response) {
    const failure = attempts.at(-1)?.failure;
    if (live?.thinking || live?.text)
      return (
        <>
          {live.thinking ? <TextBlock title="reasoning so far" text={live.thinking} whole /> : null}
          {live.text ? <TextBlock title="text so far" text={live.text} whole /> : null}
        </>
      );
    return <p className="kilo-muted">{failure ? failure.message : "The model has not answered yet."}</p>;
  }
  const parts = partsOf(response);
  return (
    <>
      <Checkbox label="Plain text" checked={plain} onChange={setPlain} />
      {parts.length === 0 ? <p className="kilo-muted">The model answered with nothing.</p> : null}
      {parts.map((part, at) => {
        const key = `${at}`;
        const words = response.role === "assistant" && response.parts[at]?.type === "text";
        if (!words || plain) return <TextBlock key={key} {...part} whole={whole} />;
        return (
          <TextBlock key={key} {...part} whole={whole}>
            <Markdown text={part.text} />
          </TextBlock>
        );
      })}
    </>
  );
}
