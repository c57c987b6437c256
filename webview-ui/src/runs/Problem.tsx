// One sentence that says why something was not done.
import { Icon } from "../ui/Icon";

export function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p role="alert" className="kilo-problem">
      <Icon name="error" /> {text}
    </p>
  );
}
