// How many rows a list has that is written out, where it stands or where its name is given: what a table of tests holds.
import { childAt, namedChildren, type PlainNode, textOf } from "../../syntax/plainTree";

/** What a loop goes over. */
export function iterated(loop: PlainNode): PlainNode | null {
  const clause = loop.children.find(({ type }) => type === "range_clause") ?? loop;
  return childAt(clause, "right") ?? childAt(clause, "value");
}

const lists =
  /^(?:array|list|tuple|set|literal_value|composite_literal|array_expression|array_initializer|object|dictionary)$/;

/** How many rows a list has that is written out, here or where its name is given; null where that is not plain. */
export function rowsOf(node: PlainNode | null, from: PlainNode, depth = 0): number | null {
  if (!node || depth > 4) return null;
  if (node.type === "composite_literal") return rowsOf(childAt(node, "body"), from, depth + 1);
  if (lists.test(node.type)) return namedChildren(node).length;
  if (node.type === "identifier") return rowsOf(valueNamed(textOf(node), from), from, depth + 1);
  const inner =
    /^(?:parenthesized_expression|as_expression|satisfies_expression|reference_expression|unary_expression)$/.test(
      node.type,
    )
      ? namedChildren(node)[0]
      : undefined;
  if (inner) return rowsOf(inner, from, depth + 1);
  if (node.type === "macro_invocation" && /^vec!/.test(textOf(node))) return commas(node.children.at(-1));
  const list = childAt(node, "arguments");
  if (
    list &&
    /^(?:Stream|List|Set|Arrays?|enumerate|vec)\b[^(]*\($|^(?:List|Stream|Set|Arrays) ?\./.test(
      textOf(node).slice(0, list.start - node.start + 1),
    )
  ) {
    const args = namedChildren(list);
    return /^enumerate/.test(textOf(node)) ? rowsOf(args[0] ?? null, from, depth + 1) : args.length;
  }
  // `[…].iter()`, `Object.entries(table)`
  const receiver = childAt(node, "function");
  if (receiver && /\.(?:iter|into_iter|items|entries|values)$/.test(textOf(receiver)))
    return rowsOf(
      /^Object\b/.test(textOf(receiver))
        ? (namedChildren(list ?? node)[0] ?? null)
        : (namedChildren(receiver)[0] ?? null),
      from,
      depth + 1,
    );
  return null;
}

function commas(tokens: PlainNode | undefined): number | null {
  if (!tokens) return null;
  const inside = tokens.children.slice(1, -1);
  const parts = inside.filter((token) => textOf(token) === ",").length;
  return inside.length === 0 ? 0 : parts + (textOf(inside.at(-1) as PlainNode) === "," ? 0 : 1);
}

/** The value a name is given, looked for outward from where it is used. */
function valueNamed(name: string, from: PlainNode): PlainNode | null {
  for (let scope: PlainNode | null = from.parent; scope; scope = scope.parent) {
    for (const child of scope.children) {
      for (const one of [child, ...child.children, ...child.children.flatMap(({ children }) => children)]) {
        const target = childAt(one, "name") ?? childAt(one, "left") ?? childAt(one, "pattern");
        if (!target || textOf(target) !== name || one.start >= from.start) continue;
        const value = childAt(one, "value") ?? childAt(one, "right");
        if (value) return value.type === "expression_list" ? (namedChildren(value)[0] ?? null) : value;
      }
    }
  }
  return null;
}
