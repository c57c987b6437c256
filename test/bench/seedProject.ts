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

/** About 650 bytes: what a small module of a service looks like. */
export function moduleText(noun: string): string {
  const name = `${noun[0]?.toUpperCase()}${noun.slice(1)}`;
  return `// Keeps each ${noun} of the shop in memory.
const all = new Map();

/** Adds one ${noun}; its id must be new. */
export function add${name}(${noun}) {
  if (all.has(${noun}.id)) throw new Error("there is a ${noun} " + ${noun}.id);
  all.set(${noun}.id, { ...${noun}, createdAt: Date.now() });
  return ${noun}.id;
}

/** The ${noun} with this id, or null. */
export function find${name}(id) {
  return all.get(id) ?? null;
}

/** At most \`limit\`, in the order they were added. */
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
