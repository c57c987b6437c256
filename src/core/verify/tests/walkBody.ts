// Walks the body of a test and collects what it claims, under which conditions, and what it calls of the file's own
// helpers, whose claims are the test's with its arguments in place of their parameters. Shared by all languages. Pure.
import { childAt, namedChildren, nodesIn, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import { claimsOf } from "./condition";
import type { CallView, Dialect, Helper, Names } from "./dialect";
import { iterated, rowsOf } from "./rows";
import type { Assertion, Claim } from "./testFile";
import { isCalledLate, isLeftAlone, isNotAwaited } from "./unheard";

export interface Walk {
  dialect: Dialect;
  helpers: ReadonlyMap<string, Helper[]>;
  /** Nodes that are tests of their own. */
  isOther(node: PlainNode): boolean;
  /** Helpers that were followed, so that those nobody calls can count by themselves. */
  followed: Set<Helper>;
}

export interface Found {
  assertions: Assertion[];
  skips: string[];
}

interface Place {
  names: Names;
  guards: number;
  times: number;
  /** Nothing here is reached, or nothing that fails here fails the test. */
  isDead: boolean;
  calls: readonly string[];
}

const deepestCalls = 4;
const mostAssertions = 5_000;
const branches =
  /^(?:if_statement|if_expression|elif_clause|else_clause|ternary_expression|conditional_expression|switch_case|switch_default|expression_case|type_case|communication_case|default_case|match_arm|case_clause|switch_block_statement_group|switch_rule|while_statement|while_expression|catch_clause|except_clause)$/;
const loops = /^(?:for_statement|for_in_statement|for_expression|enhanced_for_statement)$/;
const tries = /^try_(?:statement|with_resources_statement)$/;
const handlers = /^(?:catch_clause|except_clause|except_group_clause)$/;
const functions =
  /^(?:function_declaration|function_definition|function_item|method_definition|method_declaration|generator_function_declaration|class_declaration|class_definition|class)$/;
const closures =
  /^(?:arrow_function|function_expression|function|func_literal|closure_expression|lambda|lambda_expression|async_block)$/;
const leaving = /^(?:return_statement|return_expression)$/;
/** Ways out of one turn of a loop. */
const turning = /^(?:continue|break)_(?:statement|expression)$/;

const start: Place = { names: new Map(), guards: 0, times: 1, isDead: false, calls: [] };

export function walkBody(body: PlainNode, walk: Walk, times = 1): Found {
  const found: Found = { assertions: [], skips: [] };
  visit(body, { ...start, times }, walk, found);
  return found;
}

function visit(node: PlainNode, place: Place, walk: Walk, found: Found): void {
  if (walk.isOther(node) || found.assertions.length > mostAssertions) return;
  const { dialect } = walk;
  const skip = dialect.skips(node);
  if (skip) found.skips.push(skip);
  if (functions.test(node.type)) return;
  if (isNamedClosure(node, walk)) return;
  if (conditionThatFails(node, place, walk, found)) return;
  const call = dialect.call(node);
  const isHelper = call !== null && isOwn(call) && walk.helpers.has(call.name);
  const claims = isHelper ? null : dialect.claims(node, place.names);
  if (claims) for (const claim of claims) add(claim, place, found);
  else if (dialect.fails(node) && !/^(?:throw|raise)_/.test(node.type))
    add({ subject: wordsOf(node, place.names), how: "fails", expected: "", strength: 3 }, place, found);
  if (call) followCall(call, node, place, walk, found);
  visitChildren(node, place, walk, found);
}

function add(claim: Claim, place: Place, found: Found): void {
  const strength = place.isDead ? 0 : claim.strength;
  found.assertions.push({ ...claim, strength, guards: place.guards, times: place.times });
}

/** `const check = () => { … }` is a helper: it counts where it is called. */
function isNamedClosure(node: PlainNode, walk: Walk): boolean {
  if (!closures.test(node.type) || !node.parent) return false;
  const name = childAt(node.parent, "name");
  return node.parent.type === "variable_declarator" && name !== null && walk.helpers.has(textOf(name));
}

/** `if got != want { t.Errorf(…) }` claims what its condition denies. */
function conditionThatFails(node: PlainNode, place: Place, walk: Walk, found: Found): boolean {
  if (!/^if_(?:statement|expression)$/.test(node.type)) return false;
  const [condition, body] = [childAt(node, "condition"), childAt(node, "consequence")];
  if (!condition || !body || !statementsOf(body).some((one) => walk.dialect.fails(one))) return false;
  for (const claim of claimsOf(condition, place.names, walk.dialect, false)) add(claim, place, found);
  for (const child of node.children) {
    if (child.field === "initializer" || child.field === "condition") visit(child, place, walk, found);
    if (child.field === "alternative") visit(child, { ...place, guards: place.guards + 1 }, walk, found);
  }
  return true;
}

/** The statements of a branch itself, without what stands deeper. */
function statementsOf(body: PlainNode): PlainNode[] {
  if (!/^(?:block|statement_block|statement_list|expression_statement)$/.test(body.type)) return [body];
  return namedChildren(body).flatMap(statementsOf);
}

function visitChildren(node: PlainNode, place: Place, walk: Walk, found: Found): void {
  if (tries.test(node.type)) {
    visitTry(node, place, walk, found);
    return;
  }
  let here = place;
  for (const child of node.children) {
    visit(child, placeOf(child, node, here, walk), walk, found);
    here = after(child, here, walk.dialect);
  }
}

/** What follows a way out is not reached, or only where the way was not taken. */
function after(child: PlainNode, place: Place, dialect: Dialect): Place {
  if (leavesAtOnce(child, dialect) || turnsAtOnce(child)) return { ...place, isDead: true };
  if (!/^(?:if_statement|if_expression)$/.test(child.type) && !isWrapped(child, /^if_/)) return place;
  const leaves = nodesOutside(child, (node) => leavesAtOnce(node, dialect));
  if (leaves.length === 0 && !branchesOf(child).some(turnsAtOnce)) return place;
  const fails = nodesOutside(
    child,
    (node) => dialect.fails(node) || dialect.claims(node, place.names) !== null,
  );
  return fails.length > 0 ? place : { ...place, guards: place.guards + 1 };
}

const exits =
  /^(?:process \. (?:exit|abort)|sys \. exit|os \. _exit|os \. Exit|exit|std :: process :: exit|System \. exit|runtime \. Goexit)$/;

function leavesAtOnce(node: PlainNode, dialect: Dialect): boolean {
  if (leaving.test(node.type)) return true;
  const inner = node.type === "expression_statement" ? namedChildren(node)[0] : node;
  if (inner && leaving.test(inner.type)) return true;
  const call = inner ? dialect.call(inner) : null;
  return (
    call !== null &&
    exits.test(call.callee) &&
    !call.args.some((argument) => /^[1-9]|Run/.test(wordsOf(argument)))
  );
}

function turnsAtOnce(node: PlainNode): boolean {
  return turning.test(node.type) || isWrapped(node, turning);
}

/** The statements of the branches of an `if`. */
function branchesOf(node: PlainNode): PlainNode[] {
  const inner = node.type === "expression_statement" ? namedChildren(node)[0] : node;
  const branch = inner ? childAt(inner, "consequence") : null;
  return branch
    ? namedChildren(branch)
        .flatMap((one) => [one, ...statementsOf(one)])
        .concat(branch)
    : [];
}

function isWrapped(node: PlainNode, type: RegExp): boolean {
  const inner = node.type === "expression_statement" ? namedChildren(node)[0] : undefined;
  return inner !== undefined && type.test(inner.type);
}

/** Nodes below, but not in functions of their own. */
function nodesOutside(node: PlainNode, fits: (node: PlainNode) => boolean): PlainNode[] {
  const found = fits(node) ? [node] : [];
  for (const child of node.children)
    if (!closures.test(child.type) && !functions.test(child.type)) found.push(...nodesOutside(child, fits));
  return found;
}

function visitTry(node: PlainNode, place: Place, walk: Walk, found: Found): void {
  const caught = node.children.filter(({ type }) => handlers.test(type));
  const throwsOn = (handler: PlainNode) =>
    nodesIn(
      handler,
      (one) =>
        /^(?:throw_statement|raise_statement)$/.test(one.type) ||
        walk.dialect.fails(one) ||
        walk.dialect.claims(one, place.names) !== null,
    ).length > 0;
  const isSwallowed = caught.some((handler) => !throwsOn(handler));
  for (const child of node.children) {
    const isGuarded = handlers.test(child.type) || (isSwallowed && child.field === "body");
    visit(child, isGuarded ? { ...place, guards: place.guards + 1 } : place, walk, found);
  }
}

/** Where a child stands: a branch is a condition, a loop over a list that is written out is as many as it has. */
function placeOf(child: PlainNode, node: PlainNode, place: Place, walk: Walk): Place {
  if (
    branches.test(node.type) &&
    child.named &&
    !["condition", "value", "initializer"].includes(child.field ?? "")
  )
    return { ...place, guards: place.guards + 1 };
  if (node.type === "binary_expression" && child.field === "right" && /^(?:&&|\|\|)$/.test(operatorOf(node)))
    return { ...place, guards: place.guards + 1 };
  if (child.field === "function" && isCaught(node, walk)) return { ...place, guards: place.guards + 1 };
  if (loops.test(node.type) && child.field === "body") return repeated(place, rowsOf(iterated(node), node));
  if (
    node.type === "with_statement" &&
    child.field === "body" &&
    /\b(?:suppress|raises|assertRaises\w*) \(/.test(wordsOf(node).slice(0, 200))
  )
    return { ...place, guards: place.guards + 1 };
  if (closures.test(child.type)) return inClosure(child, node, place, walk);
  return place;
}

/** `….catch(() => {})`: what fails before it is swallowed. */
function isCaught(node: PlainNode, walk: Walk): boolean {
  const call = walk.dialect.call(node);
  if (call?.name !== "catch" || call.receiver === null) return false;
  const { dialect } = walk;
  const told = (one: PlainNode) => dialect.fails(one) || dialect.claims(one, start.names) !== null;
  return !call.args.some((argument) => nodesIn(argument, told).length > 0 || argument.type === "identifier");
}

function operatorOf(node: PlainNode): string {
  const operator = childAt(node, "operator");
  return operator ? textOf(operator) : "";
}

function repeated(place: Place, rows: number | null): Place {
  if (rows === null) return { ...place, guards: place.guards + 1 };
  return rows === 0 ? { ...place, isDead: true } : { ...place, times: place.times * rows };
}

/** A function that is handed on is called by whom it is handed to; once for each row where that goes over a list. */
function inClosure(closure: PlainNode, list: PlainNode, place: Place, walk: Walk): Place {
  if (isLeftAlone(closure)) return { ...place, guards: place.guards + 1 };
  const owner = /^(?:arguments|argument_list)$/.test(list.type) ? list.parent : list;
  const call = owner ? walk.dialect.call(owner) : null;
  if (!owner || !call) return place;
  if (isCalledLate(closure, owner, call.name)) return { ...place, guards: place.guards + 1 };
  if (!/^(?:forEach|map|each|for_each)$/.test(call.name) || !call.receiver) return place;
  return repeated(place, rowsOf(call.receiver, closure));
}

/** A call of the file's own function, by its name alone. */
function isOwn({ receiver }: CallView): boolean {
  return receiver === null || /^(?:this|self|cls|Self|super|super \( \))$/.test(wordsOf(receiver));
}

function followCall(call: CallView, at: PlainNode, place: Place, walk: Walk, found: Found): void {
  if (isOwn(call)) follow(call.name, at, call.args, place, walk, found);
  for (const argument of call.args)
    if (argument.type === "identifier") follow(textOf(argument), at, [], place, walk, found);
}

function follow(
  name: string,
  at: PlainNode,
  args: PlainNode[],
  place: Place,
  walk: Walk,
  found: Found,
): void {
  const helper = nearest(walk.helpers.get(name) ?? [], at);
  if (!helper || place.calls.includes(name) || place.calls.length >= deepestCalls) return;
  walk.followed.add(helper);
  const names = new Map<string, string>();
  for (const [index, param] of helper.params.entries()) {
    const argument = args[index];
    if (argument) names.set(param, wordsOf(argument, place.names));
  }
  const guards = place.guards + (isNotAwaited(at, helper.body, walk.dialect) ? 1 : 0);
  visit(helper.body, { ...place, guards, names, calls: [...place.calls, name] }, walk, found);
}

/** Of functions of one name, the one whose surroundings are the closest around a call. */
function nearest(helpers: readonly Helper[], at: PlainNode): Helper | undefined {
  let best: { helper: Helper; start: number } | null = null;
  for (const helper of helpers) {
    const scope = scopeOf(helper.body);
    const isAround = scope.source === at.source && scope.start <= at.start && at.end <= scope.end;
    if (isAround && (best === null || scope.start >= best.start)) best = { helper, start: scope.start };
  }
  return best?.helper ?? helpers.find(({ body }) => body.source !== at.source);
}

/** The function, class or file a function is written in. */
function scopeOf(body: PlainNode): PlainNode {
  let scope = body.parent?.parent ?? body;
  while (scope.parent && !closures.test(scope.type) && !functions.test(scope.type)) scope = scope.parent;
  return scope;
}
