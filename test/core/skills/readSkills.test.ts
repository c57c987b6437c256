// Which folders are skills, what a task is told of them, and what open_skill gives: never anything outside their folder.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSkills } from "../../../src/core/skills/readSkills";
import { skillsText } from "../../../src/core/skills/skillsText";
import { openSkill } from "../../../src/core/tools/openSkill";
import { isPrepared, type ToolContext } from "../../../src/core/tools/tool";
import type { Skill } from "../../../src/protocol/settings";

let base: string;
let folder: string;
let home: string;
beforeEach(() => {
  base = mkdtempSync(join(realpathSync(tmpdir()), "kilo-skills-"));
  folder = join(base, "project");
  home = join(base, ".kilo");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), text);
}
const skill = (name: string, description = `For ${name}.`, body = "Do it.") =>
  `---\nname: ${name}\ndescription: ${description}\n---\n\n${body}\n`;
const read = (trusted = true) => readSkills({ folder, home, trusted });
const listed = async (trusted = true) =>
  (await read(trusted)).skills.map(({ name, path }) => `${name} ${path.slice(base.length + 1)}`);

describe("readSkills", () => {
  it("finds the project's after trust, then the user's; of one name the nearest stands", async () => {
    write("project/.kilocode/skills/release/SKILL.md", skill("release"));
    write("project/.claude/skills/release/SKILL.md", skill("release"));
    write("project/.claude/skills/charts/SKILL.md", skill("charts"));
    write(".kilo/skills/release/SKILL.md", skill("release"));
    write(".kilo/skills/mail/SKILL.md", skill("mail"));
    expect(await listed()).toEqual([
      "release project/.kilocode/skills/release/SKILL.md",
      "charts project/.claude/skills/charts/SKILL.md",
      "mail .kilo/skills/mail/SKILL.md",
    ]);
    expect(await listed(false)).toEqual([
      "mail .kilo/skills/mail/SKILL.md",
      "release .kilo/skills/release/SKILL.md",
    ]);
  });

  const none: [string, string, RegExp][] = [
    ["no head", "Just words.\n", /needs a name/],
    ["no description", "---\nname: x\n---\n", /needs a description/],
    ["a hidden name", '---\nname: "a\u200bb"\ndescription: x\n---\n', /needs a name/],
    ["an open head", "---\nname: x\n", /no line ---/],
    ["bytes", "\0\0\0", /binary/],
  ];
  it.each(none)("leaves out a folder with %s, and says why", async (_, text, why) => {
    write(".kilo/skills/odd/SKILL.md", text);
    const { skills, skipped } = await read();
    expect(skills).toEqual([]);
    expect(skipped).toEqual([expect.stringMatching(why)]);
  });

  it("passes over folders that are no skills", async () => {
    write(".kilo/skills/notes/README.md", "x");
    write(".kilo/skills/file.md", "x");
    expect(await read()).toEqual({ skills: [], skipped: [] });
  });

  it.each(["the folder", "the file"])("follows no link out of the project: %s", async (what) => {
    write("elsewhere/SKILL.md", skill("stranger"));
    mkdirSync(join(folder, ".kilocode/skills/own"), { recursive: true });
    const link = what === "the folder" ? "linked" : "own/SKILL.md";
    const target = what === "the folder" ? "elsewhere" : "elsewhere/SKILL.md";
    symlinkSync(join(base, target), join(folder, ".kilocode/skills", link));
    const { skills, skipped } = await read();
    expect(skills).toEqual([]);
    expect(skipped).toEqual([expect.stringMatching(/outside the project/)]);
  });

  it("takes what the user linked into their own folder", async () => {
    write("elsewhere/SKILL.md", skill("shared"));
    mkdirSync(join(home, "skills"), { recursive: true });
    symlinkSync(join(base, "elsewhere"), join(home, "skills/shared"));
    expect(await listed()).toEqual(["shared elsewhere/SKILL.md"]);
  });
});

describe("skillsText", () => {
  const many = (count: number, words = "x"): Skill[] =>
    Array.from({ length: count }, (_, at) => ({
      name: `s${at}`,
      description: words,
      path: `/s${at}/SKILL.md`,
    }));

  it("names those of the role, with their descriptions", () => {
    expect(skillsText(many(3), { skills: ["s1"] })).toBe(
      "Skills (open_skill gives the text; open one before you do what it is for):\n- s1: x",
    );
    expect(skillsText(many(3), {})?.split("\n")).toHaveLength(4);
  });

  it.each([
    ["no skills", undefined, {}],
    ["a role with none", many(2), { skills: [] }],
  ])("says nothing for %s", (_, skills, role) => {
    expect(skillsText(skills, role)).toBe(null);
  });

  it("is bounded", () => {
    const text = skillsText(many(60, "long ".repeat(100)), {}) ?? "";
    expect(text.split("\n")).toHaveLength(42);
    expect(text).toContain("- and 20 more, not listed");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(220);
  });
});

describe("open_skill", () => {
  async function open(name: string, file?: string, change?: () => void) {
    const { skills } = await read();
    change?.();
    const prepared = await openSkill.prepare({ name, file }, {
      skills,
      root: folder,
    } as unknown as ToolContext);
    return isPrepared(prepared) ? { ...(await prepared.run()), targets: prepared.targets } : prepared;
  }
  beforeEach(() => {
    write(
      ".kilo/skills/mail/SKILL.md",
      skill("mail", "For mail.", "Write kindly; see forms/short.md.\n\n---\nEnd."),
    );
    write(".kilo/skills/mail/forms/short.md", "Dear …\n");
    write(".kilo/skills/secret.txt", "not yours");
    write("secret.txt", "not yours");
  });

  it("gives the text without its head, and files of the folder", async () => {
    expect(await open("mail")).toEqual({
      text: "Write kindly; see forms/short.md.\n\n---\nEnd.",
      note: "opened",
      targets: ["skill mail/SKILL.md"],
    });
    expect(await open("mail", "forms/short.md")).toMatchObject({ text: "Dear …\n" });
  });

  const refused: [string, string, string | undefined, (() => void) | undefined, RegExp][] = [
    ["a name that is none", "post", undefined, undefined, /There is no skill post. Skills: mail./],
    ["a file beside the folder", "mail", "../secret.txt", undefined, /outside/],
    ["a file by its whole path", "mail", "/etc/passwd", undefined, /outside/],
    [
      "a link that leads out",
      "mail",
      "link.txt",
      () => symlinkSync(join(base, "secret.txt"), join(home, "skills/mail/link.txt")),
      /outside/,
    ],
    ["a file that is not there", "mail", "none.md", undefined, /does not exist/],
    [
      "a skill that was exchanged",
      "mail",
      undefined,
      () => {
        rmSync(join(home, "skills/mail/SKILL.md"));
        symlinkSync(join(base, "secret.txt"), join(home, "skills/mail/SKILL.md"));
      },
      /no longer where it was/,
    ],
  ];
  it.each(refused)("refuses %s", async (_, name, file, change, why) => {
    const answer = await open(name, file, change);
    expect(answer).toMatchObject({ isError: true, text: expect.stringMatching(why) });
    expect(answer.text).not.toContain("not yours");
  });
});
