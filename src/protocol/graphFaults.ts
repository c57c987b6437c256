// What keeps names that wait for each other from being a graph of work: a name given twice, one that is not there, a
// circle. Pure; however long a chain is, it is walked without recursion.

export interface WaitingNode {
  name: string;
  /** Names of the nodes it waits for. */
  after: readonly string[];
}

export interface GraphFault {
  kind: "cycle" | "unknown" | "twice";
  /** For a cycle from a name back to itself; for an unknown name who asks and for whom. */
  path: string[];
  /** One sentence. */
  message: string;
}

function namingFaults(nodes: readonly WaitingNode[]): GraphFault[] {
  const faults: GraphFault[] = [];
  const names = new Set<string>();
  for (const { name } of nodes) {
    if (names.has(name))
      faults.push({ kind: "twice", path: [name], message: `There are two tasks named ${name}.` });
    names.add(name);
  }
  for (const { name, after } of nodes) {
    for (const other of after.filter((each) => !names.has(each))) {
      const message = `${name} depends on ${other}, and there is no task of that name.`;
      faults.push({ kind: "unknown", path: [name, other], message });
    }
  }
  return faults;
}

/** Walks without recursion: a chain may be as long as the graph is large. */
function findCycle(nodes: ReadonlyMap<string, WaitingNode>): string[] | null {
  const done = new Set<string>();
  for (const start of nodes.keys()) {
    const path: { name: string; next: number }[] = done.has(start) ? [] : [{ name: start, next: 0 }];
    const open = new Set(path.map(({ name }) => name));
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const name = nodes.get(top.name)?.after[top.next];
      top.next += 1;
      if (name === undefined) {
        path.pop();
        open.delete(top.name);
        done.add(top.name);
      } else if (open.has(name)) {
        const names = path.map((each) => each.name);
        return [...names.slice(names.indexOf(name)), name];
      } else if (!done.has(name) && nodes.has(name)) {
        path.push({ name, next: 0 });
        open.add(name);
      }
    }
  }
  return null;
}

/** What keeps the nodes from being a graph of work; empty where nothing does. */
export function findFaults(nodes: readonly WaitingNode[]): GraphFault[] {
  const faults = namingFaults(nodes);
  const path = findCycle(new Map(nodes.map((node) => [node.name, node])));
  if (path === null) return faults;
  const [first = "", ...rest] = path;
  const message =
    rest.length === 1
      ? `${first} depends on itself.`
      : `These tasks wait for each other: ${path.join(" waits for ")}.`;
  return [...faults, { kind: "cycle", path, message }];
}
