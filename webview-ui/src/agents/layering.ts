// Places a graph of agents for drawing: columns by depth, few crossings, long edges led between the boxes. Pure; in
// pixels. What waits for nobody and is waited for by nobody stands in rows below the rest.
import { wavesOf } from "../../../src/protocol/agentsPicture";

export interface GraphAgent {
  name: string;
  after: readonly string[];
}

export interface BoxSize {
  width: number;
  height: number;
  /** Between columns and between boxes of one. */
  gapX: number;
  gapY: number;
}

export interface PlacedAgent {
  name: string;
  layer: number;
  x: number;
  y: number;
}

export interface PlacedEdge {
  from: string;
  to: string;
  /** From the right side of a box to the left side of another, with the places it is led through. */
  points: { x: number; y: number }[];
}

export interface GraphLayout {
  width: number;
  height: number;
  agents: PlacedAgent[];
  edges: PlacedEdge[];
}

/** A box, or the place where a long edge passes a column. */
interface Cell {
  name: string | null;
  layer: number;
  height: number;
  /** Middle. */
  y: number;
  before: Cell[];
  next: Cell[];
}

const passHeight = 6;
const sweeps = 8;

export function layOut(agents: readonly GraphAgent[], size: BoxSize): GraphLayout {
  const names = new Set(agents.map(({ name }) => name));
  const edges = agents.flatMap(({ name, after }) =>
    [...new Set(after)]
      .filter((other) => names.has(other) && other !== name)
      .map((other) => ({ from: other, to: name })),
  );
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const depth = wavesOf(agents, null);
  const cells = new Map<string, Cell>();
  const layers: Cell[][] = [];
  const put = (name: string | null, layer: number): Cell => {
    const height = name === null ? passHeight : size.height;
    const cell: Cell = { name, layer, height, y: 0, before: [], next: [] };
    const column = layers[layer] ?? [];
    layers[layer] = column;
    column.push(cell);
    return cell;
  };
  for (const { name } of agents) {
    if (linked.has(name)) cells.set(name, put(name, (depth.get(name) ?? 1) - 1));
  }
  const ways = edges.map((edge) => ({ edge, way: wayOf(edge, cells, put) }));
  for (let sweep = 0; sweep < sweeps; sweep += 1) sortLayers(layers, sweep % 2 === 0);
  const height = placeLayers(layers, size);
  const loose = agents.filter(({ name }) => !linked.has(name)).map(({ name }) => name);
  return finish({ layers, ways, loose, height }, size);
}

type Edge = { from: string; to: string };

/** The cells an edge goes through, both ends among them; a circle, which no plan has, is passed over. */
function wayOf(
  { from, to }: Edge,
  cells: ReadonlyMap<string, Cell>,
  put: (name: null, layer: number) => Cell,
): Cell[] {
  const [first, last] = [cells.get(from), cells.get(to)];
  if (!first || !last || last.layer <= first.layer) return [];
  const way = [first];
  for (let layer = first.layer + 1; layer < last.layer; layer += 1) way.push(put(null, layer));
  way.push(last);
  way.forEach((cell, at) => {
    const next = way[at + 1];
    if (!next) return;
    cell.next.push(next);
    next.before.push(cell);
  });
  return way;
}

/** Each column in the order of the middle of its neighbours, once to the right, once to the left. */
function sortLayers(layers: Cell[][], toRight: boolean): void {
  const places = new Map<Cell, number>();
  const note = (layer: Cell[]) => {
    for (const [at, cell] of layer.entries()) places.set(cell, at / Math.max(1, layer.length));
  };
  layers.forEach(note);
  for (const layer of toRight ? layers : [...layers].reverse()) {
    const middle = new Map(
      layer.map((cell) => [cell, mean(toRight ? cell.before : cell.next, places) ?? places.get(cell) ?? 0]),
    );
    layer.sort((left, right) => (middle.get(left) ?? 0) - (middle.get(right) ?? 0));
    note(layer);
  }
}

function mean(cells: readonly Cell[], places: ReadonlyMap<Cell, number>): number | null {
  if (cells.length === 0) return null;
  return cells.reduce((sum, cell) => sum + (places.get(cell) ?? 0), 0) / cells.length;
}

/** @returns the height of all columns. */
function placeLayers(layers: Cell[][], size: BoxSize): number {
  const tall = layers.map((layer) => layer.reduce((sum, { height }) => sum + height + size.gapY, -size.gapY));
  const height = Math.max(0, ...tall);
  layers.forEach((layer, at) => {
    let y = (height - (tall[at] ?? 0)) / 2;
    for (const cell of layer) {
      cell.y = y + cell.height / 2;
      y += cell.height + size.gapY;
    }
  });
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse())
      straighten(layer, size.gapY, height);
  }
  return height;
}

/** Draws boxes towards their neighbours as far as order and room allow. */
function straighten(layer: Cell[], gap: number, height: number): void {
  const apart = (upper: Cell, lower: Cell) => (upper.height + lower.height) / 2 + gap;
  for (const cell of layer) {
    const others = [...cell.before, ...cell.next];
    if (others.length > 0) cell.y = others.reduce((sum, { y }) => sum + y, 0) / others.length;
  }
  layer.forEach((cell, at) => {
    const upper = layer[at - 1];
    cell.y = Math.max(cell.y, upper ? upper.y + apart(upper, cell) : cell.height / 2);
  });
  for (let at = layer.length - 1; at >= 0; at -= 1) {
    const [cell, lower] = [layer[at], layer[at + 1]];
    if (cell) cell.y = Math.min(cell.y, lower ? lower.y - apart(cell, lower) : height - cell.height / 2);
  }
}

interface Drawn {
  layers: Cell[][];
  ways: { edge: Edge; way: Cell[] }[];
  loose: string[];
  height: number;
}

function finish({ layers, ways, loose, height }: Drawn, size: BoxSize): GraphLayout {
  const step = size.width + size.gapX;
  const agents: PlacedAgent[] = layers.flatMap((layer, at) =>
    layer.flatMap(({ name, y }) =>
      name === null ? [] : [{ name, layer: at, x: at * step, y: Math.round(y - size.height / 2) }],
    ),
  );
  const columns = Math.max(layers.length, Math.min(3, loose.length));
  const below = height > 0 ? height + size.gapY * 2 : 0;
  loose.forEach((name, at) => {
    const [layer, row] = [at % columns, Math.floor(at / columns)];
    agents.push({ name, layer, x: layer * step, y: below + row * (size.height + size.gapY) });
  });
  const edges = ways.map(({ edge, way }) => ({
    ...edge,
    points: way.flatMap(({ layer, y }, at) => {
      const left = { x: layer * step, y };
      const right = { x: layer * step + size.width, y };
      if (at === 0) return [right];
      return at === way.length - 1 ? [left] : [left, right];
    }),
  }));
  const bottom = agents.reduce((most, { y }) => Math.max(most, y + size.height), 0);
  return { width: Math.max(0, columns * step - size.gapX), height: bottom, agents, edges };
}

/** The box an arrow key leads to: the nearest of the column beside, or the next of the same; null at an end. */
export function beside({ agents }: GraphLayout, name: string, key: string): string | null {
  const from = agents.find((one) => one.name === name);
  if (!from) return null;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 0, ArrowDown: 0 }[key];
  if (by === undefined) return null;
  const isAhead = ({ y }: PlacedAgent) => (key === "ArrowUp" ? y < from.y : y > from.y);
  const near = agents
    .filter((one) => one.layer === from.layer + by && (by !== 0 || isAhead(one)))
    .sort((left, right) => Math.abs(left.y - from.y) - Math.abs(right.y - from.y));
  return near[0]?.name ?? null;
}
