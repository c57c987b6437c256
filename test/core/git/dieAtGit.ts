// Ends the process that loads it, as kill -9 does, before or after one of the git commands it starts: `DIE_AT_GIT` is
// `before 3` or `after 3`. Free of the test runner.
import childProcess, { type ChildProcess } from "node:child_process";

const [moment, number] = (process.env.DIE_AT_GIT ?? "").split(" ");
const die = () => process.kill(process.pid, "SIGKILL");

const all = childProcess as unknown as Record<"spawn", (...args: unknown[]) => ChildProcess>;
const spawn = all.spawn;
let started = 0;
all.spawn = (...args) => {
  started += 1;
  const isLast = started === Number(number);
  if (isLast && moment === "before") die();
  const child = spawn(...args);
  // Nobody has heard of its end yet.
  if (isLast && moment === "after") child.prependListener("exit", die);
  return child;
};
