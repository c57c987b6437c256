// A link that asks something of the extension, and says beside it why it was not done.
import type { PaneAction } from "../../../src/protocol/wire";
import { Icon } from "../ui/Icon";
import { useWish } from "./useWish";

export function DoLink({ label, action }: { label: string; action: PaneAction }) {
  const { busy, problem, wish } = useWish();
  return (
    <>
      <button
        type="button"
        className="kilo-plain kilo-link"
        disabled={busy}
        onClick={() => void wish(action)}
      >
        {label}
      </button>
      {problem === null ? null : (
        <span role="alert" className="kilo-problem">
          {" "}
          <Icon name="error" /> {problem}
        </span>
      )}
    </>
  );
}
