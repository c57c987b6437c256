// What a subtask may do: never more than its role, and never more than its parent may give. Pure. Design section 7.7.
import type { Grant, Rights } from "../../protocol/task";

/** Tools that belong to being a task, whatever the role: to end, to ask upwards, to read back what was clipped. */
const always = ["attempt_completion", "ask_parent", "read_output"];
/** Endings of a run's own tasks; a subtask hands in a result. */
const endings = new Set(["submit_plan", "report_verification"]);

/** What a task may give to its subtasks. */
export function grantOf(parent: Rights): Grant {
  if (parent.grant) return parent.grant;
  const { tools, write, testsOnly, run } = parent;
  return { tools, write, ...(testsOnly ? { testsOnly } : {}), run };
}

/**
 * Rights of a child: the intersection of its role's and what its parent may give.
 * @param role what the role may do by itself.
 * @param parent rights of the parent task.
 */
export function childRights(role: Rights, parent: Rights): Rights {
  const grant = grantOf(parent);
  const mayHave = (tool: string) => grant.tools === "all" || grant.tools.includes(tool);
  const own = role.tools.filter((tool) => !endings.has(tool) && !always.includes(tool) && mayHave(tool));
  const write = role.write && grant.write;
  const testsOnly = write && (role.testsOnly || grant.testsOnly);
  const rights: Rights = {
    tools: [...own, ...always],
    write,
    ...(testsOnly ? { testsOnly: true as const } : {}),
    ...(parent.writeIn === undefined ? {} : { writeIn: parent.writeIn }),
    run: role.run && grant.run,
  };
  return role.grant ? { ...rights, grant: narrower(role.grant, grant) } : rights;
}

function narrower(one: Grant, other: Grant): Grant {
  const write = one.write && other.write;
  const testsOnly = write && (one.testsOnly || other.testsOnly);
  return {
    tools: commonTools(one.tools, other.tools),
    write,
    ...(testsOnly ? { testsOnly: true as const } : {}),
    run: one.run && other.run,
  };
}

function commonTools(one: Grant["tools"], other: Grant["tools"]): Grant["tools"] {
  if (one === "all") return other;
  return other === "all" ? one : one.filter((tool) => other.includes(tool));
}
