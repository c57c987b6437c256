// Title and body of a pull request, and that no word of a model does anything in it.
import { describe, expect, it } from "vitest";
import {
  codeSpan,
  plainLine,
  quotation,
  titleWords,
} from "../../../../src/core/fleet/pullRequest/plainWords";
import { pullRequestText } from "../../../../src/core/fleet/pullRequest/pullRequestText";
import { pullRequestTitle } from "../../../../src/core/fleet/pullRequest/pullRequestTitle";
import { isUntouched } from "../../../../src/core/fleet/pullRequest/seal";
import { sessionView } from "./sessionView";

describe("the title", () => {
  it.each([
    ["Add a cart to the shop.", "feat: add a cart to the shop"],
    ["Implement REST API", "feat: implement REST API"],
    ["fix the race in checkout", "fix: fix the race in checkout"],
    ["Add unit tests for the cart", "test: add unit tests for the cart"],
    ["Update the README", "docs: update the README"],
    ["Refactor the store", "refactor: refactor the store"],
    ["Speed up the start", "perf: speed up the start"],
    ["feat(cart)!: add totals", "feat(cart)!: add totals"],
    ["The cart is slow", "The cart is slow"],
    ["Füge einen Warenkorb hinzu", "Füge einen Warenkorb hinzu"],
    ["カートを追加する。", "カートを追加する"],
    ["\n\n# Add a cart\nwith totals", "feat: add a cart"],
    ["Additional words", "Additional words"],
    ["", "Work"],
    ["Fixes #12 for @ada [skip ci] <b>", "Fixes # 12 for @ ada (skip ci) b"],
    ["Close https://github.com/acme/shop/issues/1", "Close https: //github.com/acme/shop/issues/1"],
  ])("%s", (task, title) => {
    expect(pullRequestTitle(task, "Work")).toBe(title);
  });

  it("is cut to 72 characters, never within a pair", () => {
    const title = pullRequestTitle(`Add ${"🛒".repeat(200)}`, "Work");
    expect([...title]).toHaveLength(72);
    expect(title).toMatch(/^feat: add 🛒+…$/u);
  });
});

describe("words that would do something", () => {
  it.each([
    ["ask @acme/owners and @ada", "ask @ acme/owners and @ ada"],
    ["Fixes #1, closes GH-2, resolves acme/shop#3", "Fixes \\# 1, closes GH- 2, resolves acme/shop\\# 3"],
    ["fixes https://github.com/acme/shop/issues/1", "fixes https: //github.com/acme/shop/issues/1"],
    ["&#64;ada &commat;ada", "\\&\\# 64;ada \\&commat;ada"],
    ["<img src=x onerror=1> <!-- a -->", "\\<img src=x onerror=1\\> \\<!-- a --\\>"],
    ["[click](javascript:x) ![x](y)", "\\[click\\](javascript:x) !\\[x\\](y)"],
    ["[skip ci] and ***NO_CI***", "(skip ci) and NO CI"],
    ["- item", "\\- item"],
    ["1. item", "1\\. item"],
    ["# heading", "\\# heading"],
    ["a\u202eb\u0007", "a⟨U+202E⟩b␇"],
    ["`code` *b* _i_ ~s~ |t| $m$", "\\`code\\` \\*b\\* \\_i\\_ \\~s\\~ \\|t\\| \\$m\\$"],
    ["the key ghp_abcdefghijklmnopqrstuvwxyz0123456789", "the key \\[redacted:github-token\\]"],
    ["www.evil.example", "www. evil.example"],
  ])("%s", (text, wanted) => {
    expect(plainLine(text)).toBe(wanted);
  });

  it("cannot leave a code span, a quotation or a title", () => {
    expect(codeSpan("a`b``c")).toBe("```a`b``c```");
    expect(codeSpan("`a`\n# b")).toBe("`` `a` # b ``");
    expect(codeSpan("x @ada #1")).toBe("`x @ ada # 1`");
    expect(quotation("one\n\n```\n</details>\nfive\nsix", 4)).toEqual([
      "> one",
      ">",
      "> \\`\\`\\`",
      "> \\</details\\>",
      "> … 2 more lines",
    ]);
    expect(titleWords("a\nb <c>", 10)).toBe("a b c");
  });
});

describe("the body", () => {
  it("says what each agent did, from receipts alone", () => {
    const { title, body } = pullRequestText(sessionView(), { branch: "kilo/session-20261121-001" });
    expect(title).toBe("feat: add a cart to the shop");
    expect(isUntouched(body)).toBe(true);
    expect(
      body.replace(/<!-- .* -->/, ""),
    ).toBe(`Made by Kilo Orchestrator in session \`session-20261121-001\` from this task:

> Add a cart to the shop
> for @ everyone

## What each agent did

- \`api\` as \`api\`: Write the routes (2 files, +40 −3)

  > Wrote the routes.
  > Fixes \\# 12, thanks @ ada

- \`frontend\` as \`frontend\`: Show the cart (1 file, +7 −0)

## Files (3)

- \`src/cart.ts\` (new)
- \`src/old.ts\` (deleted)
- \`web/@ scope/cart.tsx\` (changed)

## Checks

Verified: every check passed on exactly these files.

- \`npm test\`: exit code 0, 41 passed, 0 failed (2.3 s)
- \`npm run lint\` in \`web\`: exit code 0 (0.4 s)
- not run: no type check was found

Flaky (failed once, passed when run again):

- cart \\> sums up

While merging, after these agents:

- \`api\`: green
- \`api\`, \`frontend\`: green

## Tests altered

- \`test/cart.test.ts\`: changed, as the plan declares

## Review

- Review the cart: accepted (\`openai/gpt-5.5\` accepts, \`anthropic/claude-opus-4-7\` rejects)

## Not in this pull request

- \`search\` (red): npm test fails with it
- \`admin\` (conflict): conflicts with api
  - both changed src/cart.ts

## Cost: $1.25

- \`coder\`: $1.20, 9 model calls
- \`reviewer\`: $0.0500, 1 model call

## How to undo

- Before it is merged: close this pull request and delete the branch \`kilo/session-20261121-001\`.
- After it was merged: revert it here, or revert the merge commit with git.
- No file of the author's own working tree was written.


`);
  });

  it("claims nothing without a receipt, and names the failures of a red one", () => {
    const view = sessionView();
    view.verifications = [];
    expect(pullRequestText(view).body).toContain("No check was run on the result: nothing is claimed.");
    const red = sessionView();
    const last = red.verifications[0];
    if (last) Object.assign(last, { verdict: "red", newFailures: ["npm-test: @ada <b>"] });
    const { body } = pullRequestText(red);
    expect(body).toContain("Not verified: something fails that did not before.");
    expect(body).toContain("New failures:\n\n- npm-test: @ ada \\<b\\>");
  });

  it("takes git's own list of files, and says how many are left out", () => {
    const changes = Array.from({ length: 75 }, (_, index) => ({
      path: `f${String(index).padStart(2, "0")}`,
      ...{ change: "changed" as const, added: index, removed: index === 1 ? null : 1 },
    }));
    const { body } = pullRequestText(sessionView(), { changes });
    expect(body).toContain("## Files (75)");
    expect(body).toContain("- `f00` (changed, +0 −1)\n- `f01` (changed)\n");
    expect(body).toContain("- and 15 more");
  });

  it("fits into what GitHub takes, with its seal whole", () => {
    const view = sessionView();
    const check = view.verifications[0];
    if (check) {
      const [receipt] = check.receipts;
      check.receipts = Array.from({ length: 900 }, () => ({ ...receipt, command: "x".repeat(200) }) as never);
    }
    const { body } = pullRequestText(view);
    expect(body.length).toBeLessThan(65_000);
    expect(body).toContain("longer than GitHub takes");
    expect(isUntouched(body)).toBe(true);
  });
});
