// The scripted model for a window that stays open: each task it knows may be given again and again, one after another.
import { type ModelScript, type ScriptRequest, taskText } from "./modelServer/script";
import { roleOf, scriptOf } from "./modelServer/scriptOf";
import { scriptFor } from "./script";

/** Answers every known task from its beginning; what it does not know gets one honest sentence. */
export function everyTask(): ModelScript {
  let current: ModelScript = () => unknown;
  return (request) => {
    if (beginsRun(request)) {
      const script = scriptFor(taskText(request));
      // A coder with a fix order begins nothing; it goes on with the task that is under way.
      if (script) current = scriptOf(script.rules);
      else if (roleOf(request) !== "coder") current = () => unknown;
    }
    return current(request);
  };
}

const unknown = {
  text: "I am a scripted model and know two tasks only: cursor pagination for /api/users, and renaming userCount to activeUserCount.",
};

/** A run begins with its planner, or with a coder that was handed no step. */
function beginsRun(request: ScriptRequest): boolean {
  if (request.messages.length !== 1) return false;
  const role = roleOf(request);
  return (
    role === "planner" ||
    role === "ask" ||
    (role === "coder" && !/\bStep \d+ of \d+:/.test(taskText(request)))
  );
}
