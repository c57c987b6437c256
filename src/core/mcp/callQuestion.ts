// What a person is asked before a tool of a tool server is called: server, tool and every argument, nothing hidden.
import { visibleText } from "../../protocol/visibleText";
import { quotedWord, visibleLine } from "./visibleLine";

export interface CallQuestion {
  title: string;
  detail: string;
  /** What the answer is bound to: the call as it will be sent. */
  action: string;
}

export function callQuestion(
  { server, tool, input }: { server: string; tool: string; input: Record<string, unknown> },
  reason: string,
): CallQuestion {
  const lines = Object.entries(input).map(([name, value]) => `${quotedWord(name)}: ${shown(value)}`);
  const given = lines.length === 0 ? "without arguments" : `with\n${lines.join("\n")}`;
  return {
    title: `${visibleLine(server, 64)}: ${visibleLine(tool, 200)}`,
    detail: `Tool ${quotedWord(tool)}\nof the tool server ${quotedWord(server)}\n${given}\n${reason}`,
    action: JSON.stringify(["call", server, tool, input]),
  };
}

/** A text of several lines is set in, so that none of them looks like an argument of its own. */
function shown(value: unknown): string {
  const text = visibleText(typeof value === "string" ? value : JSON.stringify(value, null, 2));
  return text.includes("\n") ? `\n    ${text.replaceAll("\n", "\n    ")}` : text;
}
