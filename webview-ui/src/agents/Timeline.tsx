// When each agent worked: a thin line while it waited, a bar while it worked, wave by wave. The bars are for who sees
// them; a table says the same to who does not.
import type { AgentPicture, SessionPicture } from "../../../src/protocol/agentsWire";
import { counted } from "../../../src/protocol/counted";
import { formatDuration } from "../ui/figures";
import { Icon } from "../ui/Icon";
import { visibleText } from "../ui/visibleText";
import { stateWords } from "./agentWords";
import { type Span, spanOf, wavesIn } from "./spans";
import { type TimeScale, timeScale } from "./timeScale";
import { useNow } from "./useNow";

interface TimelineProps {
  picture: SessionPicture;
  onChoose: (agent: string) => void;
  /** There is room for few times only. */
  small: boolean;
}

export function Timeline({ picture, onChoose, small }: TimelineProps) {
  const { agents, startedAt, endedAt } = picture;
  const now = useNow(endedAt === null);
  if (agents.length === 0) return <p className="agents-none">No agent has begun yet.</p>;
  const end = endedAt ?? Math.max(now, startedAt);
  const spans = agents.map((agent) => spanOf(agent, startedAt, end));
  const scale = timeScale(startedAt, Math.max(end, ...spans.map(({ to }) => to ?? 0)), small ? 3 : 6);
  const byName = new Map(spans.map((span) => [span.name, span]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: many agents are scrolled with the keyboard too.
    <section className="agents-picture agents-scroll" aria-label="Times of the agents" tabIndex={0}>
      <p className="agents-legend">
        <span>
          <span className="agents-key agents-wait" aria-hidden="true" /> waits
        </span>
        <span>
          <span className="agents-key agents-bar" aria-hidden="true" /> works
        </span>
        <span>
          <span className="agents-key agents-bar agents-bar-failed" aria-hidden="true" /> did not get through
        </span>
      </p>
      <div className="agents-time">
        <Axis scale={scale} />
        {wavesIn(agents).map(({ wave, members }) => (
          <div key={wave} className="agents-wave">
            <p className="agents-wave-name kilo-small" aria-hidden="true">
              Wave {wave} <span className="kilo-muted">· {counted(members.length, "agent")}</span>
            </p>
            {members.map((agent) => (
              <Line
                key={agent.name}
                agent={agent}
                span={byName.get(agent.name)}
                scale={scale}
                onChoose={onChoose}
              />
            ))}
          </div>
        ))}
      </div>
      <TimeTable agents={agents} spans={byName} startedAt={startedAt} />
    </section>
  );
}

function Axis({ scale }: { scale: TimeScale }) {
  return (
    <div className="agents-axis kilo-small kilo-muted" aria-hidden="true">
      <span />
      <div className="agents-track">
        {scale.ticks.map(({ at, percent, label }) => (
          <span
            key={at}
            className={`agents-tick kilo-figure${percent > 92 ? " agents-tick-end" : ""}`}
            style={{ left: `${percent}%` }}
          >
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

interface LineProps {
  agent: AgentPicture;
  span: Span | undefined;
  scale: TimeScale;
  onChoose: (agent: string) => void;
}

function Line({ agent, span, scale, onChoose }: LineProps) {
  const { icon, tone, turns = false } = stateWords[agent.state];
  const from = span?.from ?? null;
  const waited = scale.percent(from ?? span?.until ?? scale.from);
  const bar = from === null ? null : { left: waited, right: scale.percent(span?.to ?? scale.to) };
  const isBad = ["failed", "conflict", "aside"].includes(agent.state);
  return (
    // The table below says it all; a line is a shortcut for the mouse.
    <div className="agents-time-line" aria-hidden="true" onClick={() => onChoose(agent.name)}>
      <span className="agents-time-name">
        <span className={`kilo-state kilo-state-${tone}`}>
          <Icon name={icon} spin={turns} />
        </span>
        <span className="kilo-one-line" title={visibleText(agent.name)}>
          {visibleText(agent.name)}
        </span>
      </span>
      <div className="agents-track">
        {scale.ticks.map(({ at, percent }) => (
          <span key={at} className="agents-grid" style={{ left: `${percent}%` }} />
        ))}
        <span className="agents-wait" style={{ left: 0, width: `${waited}%` }} />
        {bar ? (
          <span
            className={`agents-bar${isBad ? " agents-bar-failed" : ""}`}
            style={{ left: `${bar.left}%`, width: `${Math.max(0.4, bar.right - bar.left)}%` }}
          />
        ) : null}
      </div>
    </div>
  );
}

interface TimeTableProps {
  agents: AgentPicture[];
  spans: ReadonlyMap<string, Span>;
  startedAt: number;
}

function TimeTable({ agents, spans, startedAt }: TimeTableProps) {
  const since = (at: number | null | undefined) =>
    at === null || at === undefined ? "not yet" : formatDuration(at - startedAt);
  return (
    <div className="kilo-hidden">
      <table>
        <caption>When each agent worked, counted from the start of the session</caption>
        <thead>
          <tr>
            {["Agent", "Wave", "State", "Began after", "Ended after", "Worked for"].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {agents.map(({ name, wave, state, endedAt }) => {
            const span = spans.get(name);
            const worked =
              span?.from == null ? "not yet" : formatDuration((span.to ?? span.until) - span.from);
            return (
              <tr key={name}>
                <th scope="row">{visibleText(name)}</th>
                <td>{wave}</td>
                <td>{stateWords[state].word}</td>
                <td>{since(span?.from)}</td>
                <td>{since(endedAt)}</td>
                <td>{worked}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
