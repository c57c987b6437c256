// Markdown of models: whatever stands in it, the page that is made has nothing that loads, runs or styles.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createElement, type FunctionComponent } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { tally } from "../faults/tally";
import { hostileTexts } from "./sidebar/hostileTexts";

// Its path is not told to the type checker: the tests are checked without the page's types.
const path: string = join(import.meta.dirname, "../../webview-ui/src/ui/Markdown.tsx");
const { Markdown } = (await import(path)) as { Markdown: FunctionComponent<{ text: string }> };

const draw = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }));

const payloads = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/webview/payloads.json"), "utf8"),
) as { id: string; input: string; why: string }[];

/** Elements and attributes that are ever drawn; no other can be. */
const allowed =
  /^(div|p|span|strong|em|del|blockquote|ul|ol|li|pre|code|h5|h6|table|thead|tbody|tr|th|td|section|button|br|hr|sup)$/;
const attributes = /^(class|type|title|start|tabindex|aria-label)$/;

function expectHarmless(html: string): void {
  const tags = [...html.matchAll(/<([a-zA-Z][^\s/>]*)((?:\s[^>]*?)?)\/?>/g)];
  expect(tags.map(([, tag]) => tag).filter((tag) => !allowed.test(tag ?? ""))).toEqual([]);
  const names = tags.flatMap(([, , rest]) =>
    [...(rest ?? "").matchAll(/\s([\w-]+)=/g)].map(([, name]) => name),
  );
  expect(names.filter((name) => !attributes.test(name ?? ""))).toEqual([]);
  // Classes and titles are ours; text is escaped.
  const values = tags.flatMap(([, , rest]) =>
    [...(rest ?? "").matchAll(/="([^"]*)"/g)].map(([, value]) => value),
  );
  expect(values.filter((value) => /https?:|data:|javascript:|url\(/i.test(value ?? ""))).toEqual([]);
}

function isHarmless(html: string): boolean {
  try {
    expectHarmless(html);
    return true;
  } catch {
    return false;
  }
}

describe("hostile payloads", () => {
  it.each(payloads.map(({ id, why, input }) => [id, why, input]))("%s (%s) is only text", (_, __, input) => {
    expectHarmless(draw((input ?? "").replaceAll("{{CANARY_PORT}}", "9")));
  });
  it.each(Object.entries(hostileTexts))("%s is only text", (_, input) => expectHarmless(draw(input)));
  it("are counted", () => {
    const all = [...payloads.map(({ input }) => input), ...Object.values(hostileTexts)];
    const lost = all.filter((input) => !isHarmless(draw(input)));
    tally({ what: "hostile texts as markdown of a model (S-06)", tried: all.length, lost: lost.length });
    expect(lost).toEqual([]);
  });
});

describe("links", () => {
  it("show all of where they lead, whatever their words say", () => {
    const html = draw("[https://good.example](https://evil.example/a?b=c)");
    expect(html).toContain("<span>https://good.example </span>");
    expect(html).toMatch(/<button[^>]*>https:\/\/evil\.example\/a\?b=c<\/button>/);
  });
  it("say an address once where it is its own word", () => {
    expect(draw("<https://example.com/x>").match(/example\.com/g)).toHaveLength(1);
    expect(draw("see https://example.com/x now").match(/<button/g)).toHaveLength(1);
  });
  it.each([
    "javascript:alert(1)",
    "command:kilo.run",
    "vscode://file/x",
    "file:///etc/passwd",
    "//evil.example",
    "/local",
    "data:text/html,x",
  ])("%s is not one", (address) => expect(draw(`[here](${address})`)).not.toContain("<button"));
  it("show the letters of another alphabet as what they are", () => {
    expect(draw("[pay](https://аpple.com/)")).toContain("https://xn--pple-43d.com/");
  });
});

describe("images", () => {
  it("are told by their words", () => {
    expect(draw("![a diagram](https://example.com/x.png)")).toContain("[image not shown: a diagram]");
    expect(draw("![](x.png)")).toContain("[image not shown]");
  });
});

describe("what is drawn", () => {
  it("is markdown with tables, tasks and code", () => {
    const html = draw(
      "# Title\n\n| a | b |\n|:-|-:|\n| 1 | `2` |\n\n- [x] done\n- [ ] open\n\n```js\nlet x;\n```\n\n3. three",
    );
    for (const part of [
      "<h5>Title</h5>",
      "<td>1</td>",
      "<code>2</code>",
      "☑ ",
      "☐ ",
      "<pre><code>let x;",
      '<ol start="3">',
    ])
      expect(html).toContain(part);
  });
  it("is plain text where it nests or grows beyond sense", () => {
    expectHarmless(draw(`${">".repeat(5000)} deep`));
    expectHarmless(draw(`${"- ".repeat(3000)}deep`));
    expectHarmless(draw(`${"[".repeat(2000)}x${"](".repeat(2000)}`));
    expect(draw("*long* ".repeat(20_000))).toContain('<pre class="kilo-plain-text">');
  });
  it("shows hidden characters", () => expect(draw("a\u202eb\u0007")).toContain("a⟨U+202E⟩b␇"));
});
