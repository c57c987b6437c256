// What stands where there is no trace: one sentence, and a button where something can be done.
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";

interface EmptyTraceProps {
  icon: string;
  text: string;
  action?: { label: string; onPress: () => void };
}

export function EmptyTrace({ icon, text, action }: EmptyTraceProps) {
  return (
    <div className="trace-empty">
      <Icon name={icon} />
      <p>{text}</p>
      {action ? <Button kind="secondary" label={action.label} onPress={action.onPress} /> : null}
    </div>
  );
}
