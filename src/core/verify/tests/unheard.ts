// Whether anybody waits for what stands in a callback, in a task of its own or in an asynchronous function: what fails there
// when the test has ended fails no test. Looks only at where a call stands. Pure.
import { childAt, namedChildren, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import type { Dialect } from "./dialect";

/** Call what they are handed when the test may have ended. */
const later =
  /^(?:setTimeout|setInterval|setImmediate|nextTick|queueMicrotask|requestAnimationFrame|requestIdleCallback|call_soon|call_later|AfterFunc|catch_unwind|catch)$/;
/** Call it when something has come about; the test fails with it only where their own outcome is waited for. */
const whenDone =
  /^(?:then|finally|thenAccept|thenApply|thenRun|thenCompose|whenComplete|handle|runAsync|supplyAsync|submit|execute|spawn|spawn_blocking|waitFor)$/;
const waits =
  /\b(?:done|resolve|callback|cb|next|join|get|await|wait|block_on)\b (?:\(|,|\))|\. await\b|\bawait\b/;
const tasks = /^(?:create_task|ensure_future|run_coroutine_threadsafe|drop|spawn)$/;
/** Groups of tasks wait for theirs by themselves. */
const groups = /^(?:tg|tasks?|\w*[gG]roup|nursery|scope|s)$/;

/** Whether what a function says, which is handed to `call`, may come too late. */
export function isCalledLate(closure: PlainNode, owner: PlainNode, name: string): boolean {
  if (later.test(name)) return true;
  if (/^(?:forEach|for_each|each)$/.test(name)) return isAsync(closure);
  if (!whenDone.test(name)) return false;
  const whole = chainAround(owner);
  // Cypress keeps a queue of its own.
  return (
    isDropped(whole) &&
    !/^cy\b/.test(textOf(whole)) &&
    !waits.test(wordsOf(whole).replace(/^(?:void )?Promise \. resolve \(/, ""))
  );
}

/** `(async () => { … })();` and `go func() { … }()`, where nobody waits for the end. */
export function isLeftAlone(closure: PlainNode): boolean {
  let at: PlainNode = closure;
  while (at.parent?.type === "parenthesized_expression") at = at.parent;
  const call = at.field === "function" ? at.parent : null;
  if (!call) return isThread(closure) || isNeverCalled(closure);
  if (call.parent?.type === "go_statement") return !/\bWait \(|<-/.test(wordsOf(functionAround(call)));
  return isAsync(closure) && isDropped(chainAround(call));
}

/** `let check = || …;`, and nothing more of it. */
function isNeverCalled({ parent, type }: PlainNode): boolean {
  const isValue = parent?.type === "let_declaration" && type === "closure_expression";
  const isLambda = parent?.type === "variable_declarator" && type === "lambda_expression";
  if (!parent || !(isValue || isLambda)) return false;
  const name = textOf(childAt(parent, "pattern") ?? childAt(parent, "name") ?? parent);
  const uses = wordsOf(functionAround(parent)).split(" ");
  return /^\w+$/.test(name) && uses.filter((word) => word === name).length < 2;
}

/** `new Thread(() -> …).start()`, without a `join` in the test. */
function isThread(closure: PlainNode): boolean {
  const made = closure.parent?.parent;
  if (made?.type !== "object_creation_expression") return false;
  if (!/^new (?:Thread|TimerTask) /.test(wordsOf(made))) return false;
  return !/\. (?:join|get|await) \(/.test(wordsOf(functionAround(made)));
}

/** Whether an asynchronous helper is called without waiting for it. */
export function isNotAwaited(call: PlainNode, helper: PlainNode, dialect: Dialect): boolean {
  const made = helper.parent;
  return made !== null && isAsync(made) && isUnheard(chainAround(call), dialect);
}

/** Whether the outcome of a call goes nowhere, also through a list of outcomes that is not looked at. */
export function isUnheard(call: PlainNode, dialect: Dialect): boolean {
  if (isDropped(call)) return true;
  const { parent } = call;
  if (parent?.type === "let_declaration") return textOf(childAt(parent, "pattern") ?? parent) === "_";
  if (!parent || !/^(?:arguments|argument_list|array|list)$/.test(parent.type)) return false;
  const list = /^(?:array|list)$/.test(parent.type) ? parent.parent : parent;
  const owner = list && /^arguments|^argument_list/.test(list.type) ? list.parent : null;
  const made = owner ? dialect.call(owner) : null;
  if (!owner || !made) return false;
  if (/^(?:allSettled|race)$/.test(made.name)) return true;
  if (made.name === "gather") return /\breturn_exceptions = True\b/.test(wordsOf(owner));
  if (made.receiver && groups.test(wordsOf(made.receiver))) return false;
  return tasks.test(made.name) && (made.name === "drop" || isDropped(chainAround(owner)));
}

function isDropped({ parent }: PlainNode): boolean {
  if (parent?.type === "expression_statement") return true;
  return parent?.type === "unary_expression" && textOf(parent).startsWith("void");
}

/** The whole of `a.b().c()`, from any of its calls. */
function chainAround(node: PlainNode): PlainNode {
  let at = node;
  for (;;) {
    const { parent } = at;
    const isOn =
      parent !== null &&
      (/^(?:member_expression|attribute|field_expression|method_invocation|selector_expression|try_expression|parenthesized_expression)$/.test(
        parent.type,
      ) ||
        (/^(?:call_expression|call)$/.test(parent.type) && at.field === "function")) &&
      !/^(?:arguments|property|name)$/.test(at.field ?? "");
    if (!parent || !isOn) return at;
    at = parent;
  }
}

function isAsync(made: PlainNode): boolean {
  return (
    /^async\b/.test(textOf(made)) ||
    namedChildren(made).some(({ type, source, start, end }) => {
      return type === "function_modifiers" && /\basync\b/.test(source.slice(start, end));
    })
  );
}

function functionAround(node: PlainNode): PlainNode {
  let at = node;
  while (
    at.parent &&
    !/^(?:function_declaration|method_declaration|func_literal|lambda_expression|function_item)$/.test(
      at.type,
    )
  )
    at = at.parent;
  return at;
}
