// A few lines of a model's words as they are, with what stands between backticks in the font of code.
import { Fragment } from "react";
import { visibleText } from "../ui/visibleText";

export function InlineText({ text }: { text: string }) {
  const parts = visibleText(text).split(/`([^`\n]{1,200})`/);
  return (
    <>
      {parts.map((part, at) => {
        const key = `${at}`;
        return at % 2 === 1 ? <code key={key}>{part}</code> : <Fragment key={key}>{part}</Fragment>;
      })}
    </>
  );
}
