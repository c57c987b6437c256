// Something is under way. It turns only where motion is wanted; its word is there for everybody's reader.
import { Icon } from "./Icon";

export function Spinner({ label = "loading" }: { label?: string }) {
  return (
    <span className="kilo-spinner">
      <Icon name="loading" spin />
      <span className="kilo-hidden">{label}</span>
    </span>
  );
}
