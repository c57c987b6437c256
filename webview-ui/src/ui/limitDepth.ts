// A text may nest quotes and lists as deep as it likes; what is drawn stops somewhere, or the page would.

interface Node {
  type: string;
  value?: string;
  children?: Node[];
}

const deepest = 24;

/** A remark plugin: below the deepest level only the words are left. */
export function limitDepth(): (tree: unknown) => void {
  return (tree) => cut(tree as Node);
}

/** Without recursion: a tree that is too deep is what this is for. */
function cut(root: Node): void {
  const open: [node: Node, depth: number][] = [[root, 0]];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const [node, depth] = entry;
    if (!node.children) continue;
    if (depth < deepest) {
      for (const child of node.children) open.push([child, depth + 1]);
      continue;
    }
    node.children = [{ type: "text", value: wordsOf(node) }];
  }
}

function wordsOf(root: Node): string {
  const words: string[] = [];
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.value !== undefined) words.push(node.value);
    for (const child of [...(node.children ?? [])].reverse()) open.push(child);
  }
  return words.join(" ");
}
