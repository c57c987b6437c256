// What a row has no room for: what the agent shall do, its folder, whom it waits for, what it was told, its conflicts.
import type { ReactNode } from "react";
import type { AgentPicture, SessionPicture } from "../../../src/protocol/agentsWire";
import { ShownText } from "../approvals/ShownText";

const shownConflicts = 20;
const longText = 800;

export function AgentDetails({ agent, picture }: { agent: AgentPicture; picture: SessionPicture }) {
  const { title, note, path, after, round, why, conflicts, wave, notes } = agent;
  const isCritical = picture.critical.includes(agent.name);
  return (
    <dl className="agents-details">
      <Detail name="Task" text={title} />
      {note === "" ? null : <Detail name="State" text={note} />}
      {path === null ? null : <Detail name="Worktree" text={path} />}
      {notes.length === 0 ? null : <Detail name="Not as in your folder" text={notes.join(" ")} />}
      <Detail name="Wave" text={`${wave}${isCritical ? ", on the critical path" : ""}`} />
      {after.length === 0 ? null : <Detail name="Waits for" text={after.join(", ")} />}
      {round > 1 ? <Detail name="Round" text={`${round}`} /> : null}
      {why === null || why === "" ? null : <Detail name="Was told" text={why} />}
      {conflicts.length === 0 ? null : (
        <Row name="Conflicts">
          <ul>
            {conflicts.slice(0, shownConflicts).map((conflict) => (
              <li key={`${conflict.kind} ${conflict.paths.join(" ")} ${conflict.text}`}>
                <ShownText text={conflict.text} limit={longText} />
              </li>
            ))}
            {conflicts.length > shownConflicts ? <li>and {conflicts.length - shownConflicts} more</li> : null}
          </ul>
        </Row>
      )}
    </dl>
  );
}

function Detail({ name, text }: { name: string; text: string }) {
  return (
    <Row name={name}>
      <ShownText text={text} limit={longText} />
    </Row>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
