// A planner's first look: what a prompt names, where files hold it, in how few words, and what is never shown.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { namedTerms } from "../../../src/core/schedule/namedTerms";
import { promptSearch } from "../../../src/core/schedule/promptSearch";
import { createStage, greetProject, type Stage } from "./stage";

describe("names in a prompt", () => {
  it.each<[string, string[]]>([
    ["Rename userCount to activeUserCount across the project", ["userCount", "activeUserCount"]],
    ["Add cursor pagination to the /api/users endpoint. Update the schema.", ["/api/users"]],
    [
      "Fix `parseDate()` in src/date/parse.ts, it doesn't handle 'UTC'.",
      ["parseDate", "UTC", "src/date/parse.ts"],
    ],
    [
      'The error "Cannot read x of undefined" comes from get_user().',
      ["Cannot read x of undefined", "get_user"],
    ],
    ["将userCount改名为activeUserCount。", ["userCount", "activeUserCount"]],
    [
      "GET /users/:id and /users/{id} in @scope/pkg, see MAX_SIZE.",
      ["/users/:id", "/users/{id}", "@scope/pkg", "MAX_SIZE"],
    ],
    ["Look at README.md and ./lib/a.js, please.", ["README.md", "lib/a.js"]],
    ["Don't use the client's and/or the server's API, e.g. w/o 3/4 of it, i.e. no TODO.", []],
    ["See https://example.com/some_path/fooBar for it.", []],
    ["", []],
  ])("%s", (prompt, expected) => expect(namedTerms(prompt)).toEqual(expected));

  it("are few, whatever the prompt", () => {
    const many = Array.from({ length: 100 }, (_, at) => `name_${at}`).join(" ");
    expect(namedTerms(many)).toHaveLength(8);
    for (const sign of ['"', "'", "`", "„", "-", "/", ".", "a", ":"])
      expect(namedTerms(sign.repeat(20_000)).length).toBeLessThan(2);
  });
});

describe("the first look", () => {
  let root = "";
  let stage: Stage | null = null;
  afterEach(async () => {
    if (root) rmSync(root, { recursive: true });
    await stage?.close();
    root = "";
    stage = null;
  });

  function look(prompt: string, files: Record<string, string>, others: string[] = []) {
    root = mkdtempSync(join(realpathSync(tmpdir()), "kilo-look-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return promptSearch(root, [...Object.keys(files), ...others].sort(), prompt);
  }
  const head = "Where files hold what the task names (a first look; search_files finds the rest):";

  it("tells file, line and text, sorted, each line once", () => {
    const files = {
      "src/count.ts": "// counts\nexport function userCount() {\n  return 1;\n}\n",
      "src/page.ts": 'import { userCount } from "./count";\n\nshow(userCount(), "/api/users");\n',
      "docs.md": "userCounts are no userCount\n",
    };
    expect(look("Rename userCount, keep /api/users", files)).toBe(
      [
        head,
        "docs.md:1: userCounts are no userCount",
        "src/count.ts:2: export function userCount() {",
        'src/page.ts:1: import { userCount } from "./count";',
        'src/page.ts:3: show(userCount(), "/api/users");',
      ].join("\n"),
    );
  });

  it("tells where a name is made before where it is used, and gives every name its share", () => {
    const uses = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`a${at}.ts`, "userCount();\nuserCount();\n"]),
    );
    const found = look("Rename userCount and rare_name", {
      ...uses,
      "z.ts": "let x;\nconst userCount = 1;\nrare_name\n",
    });
    const lines = found?.split("\n").slice(1) ?? [];
    expect(lines).toHaveLength(12);
    expect(lines.slice(-2)).toEqual(["z.ts:2: const userCount = 1;", "z.ts:3: rare_name"]);
  });

  it("stays small", () => {
    const wide = `userCount ${"x".repeat(1500)}\n`;
    const found = look(
      "Rename userCount",
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${"d".repeat(60)}/${at}.ts`, wide])),
    );
    expect(found?.length).toBeLessThanOrEqual(2_500);
    expect(found?.split("\n").length).toBeGreaterThan(8);
  });

  it("leaves out secrets, other programs' files, links, binary, huge and generated lines", () => {
    const outside = join(realpathSync(tmpdir()), `kilo-look-outside-${process.pid}`);
    writeFileSync(outside, "fooBar outside\n");
    const files = {
      ".env": "fooBar=secret\n",
      "deploy/id_rsa": "fooBar\n",
      "server.pem": "fooBar\n",
      ".vscode/tasks.json": "fooBar\n",
      "a.bin": "fooBar\0\0\n",
      "big.txt": `${"x\n".repeat(150_000)}fooBar\n`,
      "bundle.js": `${"x".repeat(5_000)}fooBar\n`,
      "gone.ts": "",
    };
    expect(look("Rename fooBar", files, ["missing.ts"])).toBeNull();
    symlinkSync(outside, join(root, "link.txt"));
    expect(promptSearch(root, ["link.txt"], "Rename fooBar")).toBeNull();
    rmSync(outside);
  });

  it("is null where the prompt names nothing, or nothing is found", () => {
    expect(look("Make it nicer.", { "a.ts": "nicer\n" })).toBeNull();
    expect(promptSearch(root, ["a.ts"], "Rename fooBar")).toBeNull();
  });

  it("is in the planner's packet and in no other", async () => {
    const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
    const steps = [{ title: "greet", instructions: "Change greet()." }];
    stage = await createStage({
      files: greetProject,
      script: {
        planner: [call("submit_plan", { summary: "Greet.", steps })],
        coder: [call("attempt_completion", { result: "Done." })],
      },
    });
    await stage.play("/orchestrate Let greet() greet politely.");
    const packets = stage.server.requests.map(({ messages }) => messages[0]?.text ?? "");
    expect(packets[0]).toContain(`${head}\ngreet.mjs:1: export const greet = (name) =>`);
    expect(packets.slice(1).filter((text) => text.includes(head))).toEqual([]);
  });
});
