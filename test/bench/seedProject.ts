// The small project the 20-turn task works on: twelve modules of a shop, one commit, no checks. The same bytes every time.

const nouns = [
  "account",
  "basket",
  "coupon",
  "delivery",
  "invoice",
  "order",
  "payment",
  "product",
  "refund",
  "review",
  "stock",
  "user",
];

export const moduleNames: readonly string[] = nouns;

/** About 300 bytes: a small module of a service. */
export function moduleText(noun: string): string {
  const name = `${noun[0]?.toUpperCase()}${noun.slice(1)}`;
  return `// Keeps each ${noun} of the shop in memory.
const all = new Map();

export function add${name}(${noun}) {
  all.set(${noun}.id, ${noun});
}

export function find${name}(id) {
  return all.get(id) ?? null;
}

export function list${name}s(limit = 50) {
  return [...all.values()].slice(0, limit);
}
`;
}

export function seedProject(): Record<string, string> {
  const files: Record<string, string> = {
    "README.md": "# Shop\n\nA small shop service. One module for each thing it sells or keeps.\n",
    "package.json": `${JSON.stringify({ name: "shop", version: "1.0.0", type: "module" }, null, 2)}\n`,
  };
  for (const noun of nouns) files[`src/${noun}.js`] = moduleText(noun);
  return files;
}
