// A subtask may never do more than its role and never more than its parent may give, however deep: over seeded random roles
// and chains of parents, and over the real roles as a table.
import { describe, expect, it } from "vitest";
import { childRights, grantOf } from "../../../src/core/policy/childRights";
import { rightsOf, roles } from "../../../src/core/roles/index";
import type { Grant, Rights } from "../../../src/protocol/task";

const pairs = 10_000;
const longestChain = 6;

/** Belong to being a task, whatever it is: to end, to ask upwards, to read back what was clipped. */
const always = ["attempt_completion", "ask_parent", "read_output"];
const names = [
  "read_file",
  "list_files",
  "search_files",
  "read_output",
  "edit_file",
  "write_file",
  "move_file",
  "delete_file",
  "run_command",
  "new_task",
  "answer_task",
  "cancel_task",
  "update_plan",
  "switch_mode",
  "hand_off",
  "ask_user",
  "ask_parent",
  "publish_artifact",
  "submit_plan",
  "report_verification",
  "attempt_completion",
  "mcp__store__look",
];

/** Numbers from 0 up to 1, the same for the same seed. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function someTools(random: () => number): string[] {
  const share = random();
  return names.filter(() => random() < share);
}

function someGrant(random: () => number): Grant {
  const tools = random() < 0.3 ? ("all" as const) : someTools(random);
  const write = random() < 0.6;
  return { tools, write, ...(random() < 0.3 ? { testsOnly: true as const } : {}), run: random() < 0.5 };
}

function someRights(random: () => number): Rights {
  const write = random() < 0.6;
  return {
    tools: someTools(random),
    write,
    ...(random() < 0.3 ? { testsOnly: true as const } : {}),
    run: random() < 0.5,
    ...(random() < 0.4 ? { grant: someGrant(random) } : {}),
  };
}

/** 0 nothing, 1 tests, 2 everything. */
function writing({ write, testsOnly }: Pick<Grant, "write" | "testsOnly">): number {
  return write ? (testsOnly ? 1 : 2) : 0;
}

/** What `small` has and `large` does not; `always` is everybody's. */
function beyond(small: Grant, large: Grant): string[] {
  const more: string[] = [];
  if (writing(small) > writing(large)) more.push("writes");
  if (small.run && !large.run) more.push("runs");
  if (large.tools !== "all") {
    const { tools } = large;
    if (small.tools === "all") more.push("all tools");
    else more.push(...small.tools.filter((tool) => !tools.includes(tool) && !always.includes(tool)));
  }
  return more;
}

describe("rights of a subtask", () => {
  it(`never go beyond its role and its parent, in ${pairs} random pairs and the chains below them`, () => {
    const random = chance(4);
    const wrong: string[] = [];
    let made = 0;
    for (let pair = 0; pair < pairs; pair += 1) {
      let above = someRights(random);
      const first = grantOf(above);
      const length = 1 + Math.floor(random() * longestChain);
      for (let depth = 1; depth <= length; depth += 1) {
        const role = someRights(random);
        const child = childRights(role, above);
        made += 1;
        const problems = {
          role: beyond(child, role),
          parent: beyond(child, grantOf(above)),
          top: beyond(child, first),
          "given away, to what its role may": role.grant ? beyond(grantOf(child), role.grant) : [],
          "given away, to its parent": beyond(grantOf(child), grantOf(above)),
          "given away, to the top": beyond(grantOf(child), first),
        };
        for (const [what, more] of Object.entries(problems))
          if (more.length > 0) wrong.push(`pair ${pair}, depth ${depth}: more than ${what}: ${more}`);
        above = child;
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(made).toBeGreaterThan(pairs * 3);
  });

  it("always let it end, ask upwards and read back, and never end a run's own task", () => {
    const random = chance(5);
    for (let pair = 0; pair < 1_000; pair += 1) {
      const { tools } = childRights(someRights(random), someRights(random));
      for (const tool of always) expect(tools.filter((name) => name === tool)).toHaveLength(1);
      expect(tools).not.toContain("submit_plan");
      expect(tools).not.toContain("report_verification");
      expect(new Set(tools).size).toBe(tools.length);
    }
  });

  it("are made anew: neither role nor parent is changed", () => {
    const random = chance(6);
    for (let pair = 0; pair < 200; pair += 1) {
      const [role, parent] = [someRights(random), someRights(random)];
      const before = JSON.stringify([role, parent]);
      childRights(role, parent).tools.push("more");
      expect(JSON.stringify([role, parent])).toBe(before);
    }
  });
});

const words = (rights: Grant): string =>
  [["reads", "writes tests", "writes"][writing(rights)], rights.run ? "runs" : ""].filter(Boolean).join(", ");

/** One line for each pair of a parent that gives work away and a child: what is left of the child's role. */
function table(): string[] {
  const rightsNamed = (name: string) => {
    const role = roles.find((one) => one.name === name);
    if (!role) throw new Error(`no role ${name}`);
    return rightsOf(role);
  };
  const parents = ["orchestrator", "coder", "tester", "ask"];
  return parents.flatMap((parent) =>
    roles.map(({ name }) => {
      const { tools, ...child } = childRights(rightsNamed(name), rightsNamed(parent));
      const gives = child.grant ? `; gives: ${words(child.grant)}` : "";
      const lost = rightsNamed(name).tools.filter((tool) => !tools.includes(tool));
      const without = lost.length > 0 ? `; without ${lost.join(" ")}` : "";
      return `${parent} > ${name}: ${words({ tools, ...child })}${gives}${without}`;
    }),
  );
}

it("of the real roles, as a table", () => {
  expect(table().join("\n")).toMatchInlineSnapshot(`
    "orchestrator > planner: reads; without submit_plan
    orchestrator > coder: writes, runs
    orchestrator > debugger: writes, runs; without report_verification
    orchestrator > reviewer: reads
    orchestrator > security: reads
    orchestrator > tester: writes tests, runs
    orchestrator > ask: reads
    orchestrator > orchestrator: reads; gives: writes, runs
    coder > planner: reads; without ask_user submit_plan
    coder > coder: writes, runs
    coder > debugger: writes, runs; without report_verification
    coder > reviewer: reads
    coder > security: reads
    coder > tester: writes tests, runs
    coder > ask: reads
    coder > orchestrator: reads; gives: writes, runs; without new_task answer_task cancel_task update_plan switch_mode hand_off ask_user publish_artifact
    tester > planner: reads; without ask_user submit_plan
    tester > coder: writes tests, runs; without move_file delete_file
    tester > debugger: writes tests, runs; without report_verification
    tester > reviewer: reads
    tester > security: reads
    tester > tester: writes tests, runs
    tester > ask: reads
    tester > orchestrator: reads; gives: writes tests, runs; without new_task answer_task cancel_task update_plan switch_mode hand_off ask_user publish_artifact
    ask > planner: reads; without ask_user submit_plan
    ask > coder: reads; without edit_file write_file move_file delete_file run_command
    ask > debugger: reads; without edit_file run_command report_verification
    ask > reviewer: reads
    ask > security: reads
    ask > tester: reads; without edit_file write_file run_command
    ask > ask: reads
    ask > orchestrator: reads; gives: reads; without new_task answer_task cancel_task update_plan switch_mode hand_off ask_user publish_artifact"
  `);
});
