// One sentence that says why something was not done.
import { Icon } from "../ui/Icon";
import { visibleText } from "../ui/visibleText";

export function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p role="alert" className="agents-problem">
      <Icon name="error" /> {visibleText(text)}
    </p>
  );
}
