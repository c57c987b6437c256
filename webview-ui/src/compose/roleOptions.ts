// The roles a person may choose for a prompt, by their outside names, in the order people look for them. Pure.
import type { HostState } from "../../../src/protocol/wire";

export interface RoleOption {
  /** A role's name; empty lets routing decide. */
  value: string;
  label: string;
}

const known = ["orchestrator", "code", "architect", "debug", "ask"];

export function roleOptions(roles: HostState["roles"]): RoleOption[] {
  const place = (mode: string) => {
    const at = known.indexOf(mode);
    return at < 0 ? known.length : at;
  };
  const sorted = [...roles].sort(
    (left, right) => place(left.mode) - place(right.mode) || left.mode.localeCompare(right.mode),
  );
  return [{ value: "", label: "Auto" }, ...sorted.map(({ name, mode }) => ({ value: name, label: mode }))];
}
