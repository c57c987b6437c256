// Asks for the words that go with a wish, in the row itself: why, or what shall be otherwise.
import { useState } from "react";
import { AnswerArea } from "../ui/AnswerArea";
import { Button } from "../ui/Button";
import { tooLong } from "../ui/figures";

import { visibleText } from "../ui/visibleText";
import type { AgentAction } from "./agentActions";
import { Problem } from "./Problem";

/** As the commands take it. */
const longest = { requestChanges: 20_000, steer: 20_000, reject: 8000 } as const;

interface CommentFormProps {
  action: AgentAction;
  agent: string;
  busy: boolean;
  problem: string | null;
  onSend: (comment: string) => void;
  onBack: () => void;
}

export function CommentForm({ action, agent, busy, problem, onSend, onBack }: CommentFormProps) {
  const [text, setText] = useState("");
  const most = longest[action.verb as keyof typeof longest] ?? 8000;
  const over = text.length - most;
  const isShort = action.comment === "needed" && text.trim() === "";
  const canSend = !busy && !isShort && over <= 0;
  const { label, send } = words(action, visibleText(agent));
  return (
    <div className="agents-comment">
      <AnswerArea
        label={label}
        value={text}
        canSend={canSend}
        onChange={setText}
        onSend={() => onSend(text)}
        onBack={onBack}
      />
      <Problem text={over > 0 ? `The text is ${tooLong(over)}.` : problem} />
      <div className="agents-buttons">
        <Button kind="primary" label={send} disabled={!canSend} onPress={() => onSend(text)} />
        <Button kind="secondary" label="Back" onPress={onBack} />
      </div>
    </div>
  );
}

function words({ verb }: AgentAction, agent: string): { label: string; send: string } {
  if (verb === "reject")
    return { label: `Why ${agent}'s work shall not be merged (may be empty)`, send: "Reject" };
  if (verb === "steer") return { label: `What ${agent} shall know while it works`, send: "Tell it" };
  return { label: `What ${agent} shall change`, send: "Request changes" };
}
