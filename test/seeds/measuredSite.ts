// A site with something to make better in six respects, and a build that measures each: bytes and counts of what is really
// there. The build is the project's own check; its figures are what agents publish and what the engine keeps.

/** What is measured: the figure before, the file an agent mends, and what becomes of it. */
export interface Area {
  name: string;
  /** Words of the figure in the build's output. */
  unit: string;
  path: string;
  before: string;
  after: string;
  /** Figures of the build. */
  from: number;
  to: number;
}

const heavy = "x".repeat(4_000);

export const areas: readonly Area[] = [
  {
    name: "bundle",
    unit: "bytes of the post page",
    path: "pages/post.mjs",
    before:
      'import "../widgets/ditherShader.mjs";\nimport "../widgets/dryKeysQuest.mjs";\nexport const post = "post";\n',
    after:
      'export const post = "post";\nexport const widgets = () => Promise.all([import("../widgets/ditherShader.mjs"), import("../widgets/dryKeysQuest.mjs")]);\n',
    from: 8_055,
    to: 150,
  },
  {
    name: "api",
    unit: "routes that keep nothing",
    path: "api/github.mjs",
    before: 'export const route = "github";\n',
    after: 'export const route = "github";\nexport const revalidate = 3600;\n',
    from: 1,
    to: 0,
  },
  {
    name: "components",
    unit: "components that run in the browser",
    path: "components/header.mjs",
    before: '"use client";\nexport const header = "Header";\n',
    after: 'export const header = "Header";\n',
    from: 1,
    to: 0,
  },
  {
    name: "fonts",
    unit: "fonts nobody uses",
    path: "layout.mjs",
    before: 'export const fonts = ["Geist", "Geist_Mono", "Inter"];\nexport const body = "Inter";\n',
    after: 'export const fonts = ["Inter"];\nexport const body = "Inter";\n',
    from: 2,
    to: 0,
  },
  {
    name: "images",
    unit: "bytes of pictures",
    path: "images/cover.svg",
    before: `<svg>${" ".repeat(900)}</svg>\n`,
    after: "<svg/>\n",
    from: 912,
    to: 7,
  },
  {
    name: "data",
    unit: "reads for one page",
    path: "data/posts.mjs",
    before: "export const reads = [read, read, read].length;\nfunction read() {}\n",
    after: "export const reads = [read].length;\nfunction read() {}\n",
    from: 3,
    to: 1,
  },
];

const build = `import { readFileSync } from "node:fs";
const text = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
/** Bytes of a page with everything it imports at once. */
const weigh = (path) => {
  const source = text(path);
  const parts = [...source.matchAll(/^import "\\.\\.\\/(.+)";$/gm)].map(([, part]) => weigh(part));
  return parts.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(source));
};
const { fonts, body } = await import("./layout.mjs");
const { reads } = await import("./data/posts.mjs");
await import("./pages/post.mjs");
const figures = {
  bundle: weigh("pages/post.mjs"),
  api: text("api/github.mjs").includes("revalidate") ? 0 : 1,
  components: text("components/header.mjs").startsWith('"use client"') ? 1 : 0,
  fonts: fonts.filter((font) => font !== body).length,
  images: Buffer.byteLength(text("images/cover.svg")),
  data: reads,
};
for (const [name, figure] of Object.entries(figures)) console.log("figure " + name + " = " + figure);
`;

const lint = `import { readFileSync } from "node:fs";
for (const path of ["layout.mjs", "pages/post.mjs", "data/posts.mjs"])
  if (/[ \\t]$/m.test(readFileSync(path, "utf8"))) throw new Error(path + " has blanks at the end of a line");
console.log("lint passed");
`;

/** The site as it is before the pass. */
export const measuredSite: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({
    name: "site",
    type: "module",
    scripts: { build: "node build.mjs", lint: "node lint.mjs" },
  }),
  "build.mjs": build,
  "lint.mjs": lint,
  "widgets/ditherShader.mjs": `export const shader = "${heavy}";\n`,
  "widgets/dryKeysQuest.mjs": `export const quest = "${heavy.slice(0, 3_900)}";\n`,
  ...Object.fromEntries(areas.map(({ path, before }) => [path, before])),
};

/** A figure in what the build printed; null where it is not there. */
export function figureIn(text: string, name: string): number | null {
  const found = [...text.matchAll(new RegExp(`figure ${name} = (\\d+)`, "g"))].at(-1);
  return found ? Number(found[1]) : null;
}
