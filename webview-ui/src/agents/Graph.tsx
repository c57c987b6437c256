// The graph of the agents: who waits for whom, and the chain that decides how long the whole takes. Boxes are buttons,
// walked by the arrow keys; lines are drawn below them and said in the boxes' names.
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { AgentPicture, SessionPicture } from "../../../src/protocol/agentsWire";
import { useWidth } from "../trace/useWidth";
import { Icon } from "../ui/Icon";
import { visibleText } from "../ui/visibleText";
import { stateWords } from "./agentWords";
import { type BoxSize, beside, type GraphLayout, layOut, type PlacedEdge } from "./layering";

const size: BoxSize = { width: 148, height: 40, gapX: 44, gapY: 10 };
/** Where there is less room; narrower boxes would not say their names. */
const tight: BoxSize = { ...size, width: 96, gapX: 26 };
const margin = 8;

interface GraphProps {
  picture: SessionPicture;
  onChoose: (agent: string) => void;
}

export function Graph({ picture, onChoose }: GraphProps) {
  const { agents, critical } = picture;
  const [area, setArea] = useState<HTMLElement | null>(null);
  const { layout, width } = useLayout(agents, useWidth(area));
  const box = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  if (agents.length === 0) return <p className="agents-none">There is no plan yet.</p>;
  const standing = agents.some(({ name }) => name === current) ? current : (agents[0]?.name ?? null);
  const byName = new Map(agents.map((agent) => [agent.name, agent]));
  const walk = (event: KeyboardEvent) => {
    const next = standing === null ? null : beside(layout, standing, event.key);
    if (next === null) return;
    event.preventDefault();
    setCurrent(next);
    const nodes = [...(box.current?.querySelectorAll<HTMLElement>(".agents-node") ?? [])];
    nodes.find(({ dataset }) => dataset.agent === next)?.focus();
  };
  return (
    <div className="agents-picture">
      <Legend hasEdges={layout.edges.length > 0} hasCritical={critical.length > 0} />
      <section
        ref={setArea}
        className="agents-graph-scroll"
        aria-label="Graph of the agents"
        onKeyDown={walk}
      >
        <div
          ref={box}
          className="agents-graph"
          style={{ width: layout.width + margin * 2, height: layout.height + margin * 2 }}
        >
          <Edges layout={layout} critical={critical} />
          {layout.agents.map(({ name, x, y }) => {
            const agent = byName.get(name);
            return agent ? (
              <Node
                key={name}
                agent={agent}
                x={x + margin}
                y={y + margin}
                width={width}
                isCritical={critical.includes(name)}
                isCurrent={name === standing}
                onStand={() => setCurrent(name)}
                onChoose={() => onChoose(name)}
              />
            ) : null;
          })}
        </div>
      </section>
    </div>
  );
}

/**
 * Made anew only where names, edges or the room are others.
 * @param room pixels that can be seen at once; null before that is known.
 * @returns with the width of a box: as narrow as lets the whole be seen, if that is possible.
 */
function useLayout(
  agents: readonly AgentPicture[],
  room: number | null,
): { layout: GraphLayout; width: number } {
  const key = JSON.stringify(agents.map(({ name, after }) => [name, after]));
  return useMemo(() => {
    const read = JSON.parse(key) as [string, string[]][];
    const graph = read.map(([name, after]) => ({ name, after }));
    const full = layOut(graph, size);
    const least = layOut(graph, tight);
    const seen = room === null ? full.width : room - margin * 2;
    if (full.width <= seen || least.width > seen) return { layout: full, width: size.width };
    // Both grow by the same number of columns, so that what is left is shared among them.
    const columns = Math.round((least.width + tight.gapX) / (tight.width + tight.gapX));
    const width = tight.width + Math.floor((seen - least.width) / columns);
    return { layout: layOut(graph, { ...tight, width }), width };
  }, [key, room]);
}

interface NodeProps {
  agent: AgentPicture;
  x: number;
  y: number;
  width: number;
  isCritical: boolean;
  isCurrent: boolean;
  onStand: () => void;
  onChoose: () => void;
}

function Node({ agent, x, y, width, isCritical, isCurrent, onStand, onChoose }: NodeProps) {
  const { name, role, state, after } = agent;
  const { icon, word, tone, turns = false } = stateWords[state];
  const waits = after.length > 0 ? [`waits for ${after.join(", ")}`] : [];
  const said = isCritical ? [...waits, "on the critical path"] : waits;
  return (
    <button
      type="button"
      className={`agents-node${isCritical ? " agents-node-critical" : ""}`}
      style={{ left: x, top: y, width, height: size.height }}
      data-agent={name}
      tabIndex={isCurrent ? 0 : -1}
      title={visibleText(`${name} · ${role} · ${word}`)}
      onFocus={onStand}
      onClick={onChoose}
    >
      <span className={`kilo-state kilo-state-${tone}`}>
        <Icon name={icon} spin={turns} />
      </span>
      <span className="agents-node-words">
        <span className="kilo-one-line">{visibleText(name)}</span>
        <span className="kilo-hidden">, </span>
        <span className="kilo-one-line kilo-small kilo-muted">{word}</span>
        <span className="kilo-hidden">{said.map((part) => `, ${visibleText(part)}`).join("")}</span>
      </span>
    </button>
  );
}

function Edges({ layout, critical }: { layout: GraphLayout; critical: string[] }) {
  const isOn = ({ from, to }: PlacedEdge) => {
    const at = critical.indexOf(from);
    return at >= 0 && critical[at + 1] === to;
  };
  // The thick ones last, so that nothing covers them.
  const edges = [...layout.edges].sort((left, right) => Number(isOn(left)) - Number(isOn(right)));
  return (
    <svg
      className="agents-edges"
      width={layout.width + margin * 2}
      height={layout.height + margin * 2}
      aria-hidden="true"
      focusable="false"
    >
      {edges.map((edge) => {
        const kind = isOn(edge) ? "agents-edge-critical" : "agents-edge";
        const end = edge.points.at(-1);
        return (
          <g key={`${edge.from}\n${edge.to}`} className={kind}>
            <path d={pathOf(edge)} fill="none" />
            {end ? <path className="agents-arrow" d={arrowAt(end.x + margin, end.y + margin)} /> : null}
          </g>
        );
      })}
    </svg>
  );
}

function pathOf({ points }: PlacedEdge): string {
  return points
    .map(({ x, y }, at) => {
      const [here, before] = [{ x: x + margin, y: y + margin }, points[at - 1]];
      if (!before) return `M ${here.x} ${here.y}`;
      const from = { x: before.x + margin, y: before.y + margin };
      const middle = (from.x + here.x) / 2;
      return `C ${middle} ${from.y} ${middle} ${here.y} ${here.x} ${here.y}`;
    })
    .join(" ");
}

function arrowAt(x: number, y: number): string {
  return `M ${x} ${y} l -7 -3.5 l 0 7 z`;
}

function Legend({ hasEdges, hasCritical }: { hasEdges: boolean; hasCritical: boolean }) {
  if (!hasEdges) return <p className="agents-legend kilo-muted">No agent waits for another.</p>;
  return (
    <p className="agents-legend">
      <span>
        <svg width="34" height="8" aria-hidden="true" className="agents-edge">
          <path d="M 1 4 L 33 4" fill="none" />
        </svg>
        waits for
      </span>
      {hasCritical ? (
        <span>
          <svg width="34" height="8" aria-hidden="true" className="agents-edge-critical">
            <path d="M 1 4 L 33 4" fill="none" />
          </svg>
          critical path: the longest chain
        </span>
      ) : null}
    </p>
  );
}
