// What models, tools and files write must do nothing in the chat: the payloads of the corpus, and what else is known,
// through a real Markdown parser.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { describe, expect, it } from "vitest";
import { fenced, plain, safeMarkdown } from "../../../src/extension/chat/safeMarkdown";
import { visibleText } from "../../../src/protocol/visibleText";

interface Node {
  type: string;
  value?: string;
  url?: string;
  lang?: string | null;
  children?: Node[];
}

/** Every node of the document a text becomes. */
function nodesOf(markdown: string): Node[] {
  const found: Node[] = [];
  const walk = (node: Node) => {
    found.push(node);
    node.children?.forEach(walk);
  };
  renderToStaticMarkup(
    createElement(Markdown, { remarkPlugins: [remarkGfm, () => walk as never] }, markdown),
  );
  return found;
}

/** What could make a request, run a command or a script; addresses that show themselves are allowed. */
function dangers(markdown: string): string[] {
  const nodes = nodesOf(markdown);
  return nodes.flatMap((node) => {
    if (["image", "imageReference", "html", "definition", "linkReference"].includes(node.type))
      return node.type;
    if (node.type === "code" && /mermaid|math/.test(node.lang ?? "")) return `code ${node.lang}`;
    if (node.type !== "link") return [];
    const shown = node.children?.map(({ value }) => value).join("") ?? "";
    const honest = /^(https?:|mailto:)/.test(node.url ?? "") && node.url?.endsWith(shown);
    return honest ? [] : `link ${node.url}`;
  });
}

const payloads = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/webview/payloads.json"), "utf8"),
) as { id: string; input: string; why: string }[];

const more: [string, string][] = [
  ["a reference image", "![x][a]\n\n[a]: http://127.0.0.1:9/c"],
  ["a collapsed reference", "![a][]\n\n[a]: <http://127.0.0.1:9/c>"],
  ["a command link", "[Approve](command:kilo.chat.approve?%5B%22r%22%5D)"],
  ["a command link in pieces", "[Approve](comm&#97;nd:kilo.chat.approve)"],
  ["a file link", "[x](file:///etc/passwd) <vscode://x.y/z>"],
  ["an autolink of another scheme", "<command:workbench.action.quit> javascript:alert(1)"],
  ["an image in a table", "| a |\n|---|\n| ![x](http://127.0.0.1:9/c) |"],
  ["an image in a list item after a fence", "- a\n\n      ```\n- ![x](http://127.0.0.1:9/c)"],
  ["an image behind a fence that is none", "> ```\n![x](http://127.0.0.1:9/c)"],
  ["a fence in a quote", "> ```\n> ![x](http://127.0.0.1:9/c)\n> ```"],
  ["a fence that ends early", "````\n```\n````\n![x](http://127.0.0.1:9/c)"],
  ["a fence inside a fence", "```\n````\n![x](http://127.0.0.1:9/c)\n````\n```\n![y](http://127.0.0.1:9/d)"],
  ["a tilde fence with ticks inside", "~~~\n```\n~~~\n![x](http://127.0.0.1:9/c)"],
  ["a formula around a fence", "$$\n```\n$$\n![x](http://127.0.0.1:9/c)\n```"],
  ["a comment around a fence", "<!--\n```\n-->\n<img src=x>\n```"],
  ["a drawing", "```mermaid\ngraph TD; click A 'http://127.0.0.1:9/c'\n```"],
  ["a definition around a fence", "[a]:\n```\nhttp://x\n```"],
  ["code spans that do not pair", "` ![x](http://127.0.0.1:9/c) `` ![y](http://127.0.0.1:9/c)"],
  ["an escaped backtick", "\\`![x](http://127.0.0.1:9/c)`"],
  ["an html entity", "&lt;img src=x&gt; &#33;[x](http://127.0.0.1:9/c)"],
  ["a heading", "# ![x](http://127.0.0.1:9/c)"],
  ["a footnote", "[^1]\n\n[^1]: ![x](http://127.0.0.1:9/c)"],
  ["carriage returns", "a\r![x](http://127.0.0.1:9/c)\r```\r<img src=x>"],
];

describe("nothing of a model's text does anything", () => {
  const cases = [...payloads.map(({ id, why, input }) => [`${id}: ${why}`, input]), ...more] as [
    string,
    string,
  ][];
  it.each(cases)("%s", (_, input) => {
    const before = ["# Report", "- a\n  - b", "`code` ", "```\nx", "> q", "| a |\n|---|", "$$", "1. a"];
    expect(dangers(safeMarkdown(input))).toEqual([]);
    for (const first of before) expect(dangers(safeMarkdown(`${first}\n${input}`))).toEqual([]);
    expect(dangers(`- **Approval**\n\n${fenced(input)}\n\nend`)).toEqual([]);
    const line = `**Plan**: ${plain(input)}\n\n1. ${plain(input)}`;
    expect(dangers(line)).toEqual([]);
    expect(nodesOf(line).some(({ type }) => ["inlineCode", "code", "heading"].includes(type))).toBe(false);
  });

  it("the parser would have found them", () => {
    expect(more.filter(([, input]) => dangers(input).length > 0).length).toBeGreaterThan(15);
  });
});

describe("what it is for stays", () => {
  it("headings, lists, code and figures", () => {
    const text = "# Done\n\n- `npm test`: exit 0\n- **bold**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one";
    expect(safeMarkdown(text)).toBe(text);
  });

  it("code in a fence, to the letter", () => {
    const code = 'const map = new Map<string, number>();\n\tlist[0](x);\n<div class="a">![x](y)</div>';
    const [block] = nodesOf(safeMarkdown(`Use this:\n\n\`\`\`ts\n${code}\n\`\`\`\nEnd.`)).filter(
      ({ type }) => type === "code",
    );
    expect(block).toMatchObject({ value: code, lang: "ts" });
  });

  it("a fence in a list item", () => {
    const nodes = nodesOf(safeMarkdown("1. Run\n\n    ```sh\n    npm test\n    ```\n\n2. Done"));
    expect(nodes.find(({ type }) => type === "code")).toMatchObject({ value: "npm test", lang: "sh" });
  });

  it("web addresses that show where they lead", () => {
    const links = nodesOf(safeMarkdown("See https://example.com/a and [here](https://example.com/b)."));
    expect(links.flatMap(({ type, url }) => (type === "link" ? [url] : []))).toEqual([
      "https://example.com/a",
      "https://example.com/b",
    ]);
  });

  it.each([
    [
      "a *b* _c_ [d](e) `f` <g> #1 | $(h)",
      "a \\*b\\* \\_c\\_ \\[d\\]\\(e\\) \\`f\\` \\<g\\> \\#1 \\| \\$\\(h\\)",
    ],
    ["1. one\n2. two", "1\\. one 2. two"],
    ["x".repeat(400), `${"x".repeat(299)}…`],
    [`${"x".repeat(298)}😀😀`, `${"x".repeat(298)}…`],
  ])("words as words: %s", (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it("a text of backticks cannot end its fence", () => {
    const text = "```\n````\n![x](http://127.0.0.1:9/c)";
    expect(nodesOf(fenced(text)).map(({ type, value }) => value ?? type)).toEqual(["root", text]);
  });
});

describe("what is not drawn is shown", () => {
  it.each([
    ["rm a\u202e\u200bb", "rm a<U+202E><U+200B>b"],
    ["a\u001b]52;c;x\u0007", "a<U+001B>]52;c;x<U+0007>"],
    ["a\r\nb\rc\td", "a\nb<U+000D>c\td"],
    ["👩‍🚀 ❤️ Ünïcödé", "👩‍🚀 ❤️ Ünïcödé"],
    ["a\u{e0041}\u00a0b", "a<U+E0041><U+00A0>b"],
  ])("%j", (text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });
});
