// What agents asked the orchestrator or one another, and what they were answered; oldest first.
import type { SessionMessage } from "../../../src/protocol/session";
import { LongText } from "../approvals/ShownText";
import { Icon } from "../ui/Icon";
import { visibleText } from "../ui/visibleText";

const longMessage = 600;

export function Messages({ messages }: { messages: SessionMessage[] }) {
  if (messages.length === 0)
    return (
      <p className="agents-none">No agent has asked anything yet. What they ask one another shows up here.</p>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: many messages are scrolled with the keyboard too.
    <section className="agents-scroll" aria-label="Messages between agents" tabIndex={0}>
      <ul className="agents-messages">
        {messages.map(({ id, at, from, to, text, answers }) => (
          <li
            key={id}
            className={answers === null ? "agents-message" : "agents-message agents-message-answer"}
          >
            <p className="kilo-small">
              <Icon name={answers === null ? "question" : "reply"} /> <strong>{visibleText(from)}</strong>{" "}
              {answers === null ? "asks" : "answers"} <strong>{visibleText(to)}</strong>
              <span className="kilo-muted kilo-figure"> · {new Date(at).toLocaleTimeString()}</span>
            </p>
            <div className="kilo-plain-text">
              <LongText text={text} limit={longMessage}>
                {(part) => visibleText(part)}
              </LongText>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
