// The choice between sessions, where there is one.
import type { SessionChoice } from "../../../src/protocol/agentsWire";
import { Select } from "../ui/Select";
import { visibleText } from "../ui/visibleText";
import { useIntent } from "./useIntent";

interface SessionChooserProps {
  sessions: SessionChoice[];
  chosen: string | null;
}

export function SessionChooser({ sessions, chosen }: SessionChooserProps) {
  const { send } = useIntent();
  const others = sessions.filter(({ session }) => session !== chosen);
  if (others.length === 0) return null;
  const options = sessions.map(({ session, prompt, status }) => {
    const [first = ""] = prompt.trim().split("\n", 1);
    return { value: session, label: visibleText(`${session} · ${status} · ${first.slice(0, 48)}`) };
  });
  const none = sessions.length === others.length ? [{ value: "", label: "Choose a session" }] : [];
  return (
    <div className="agents-chooser">
      <Select
        label="Session"
        labelHidden
        value={none.length > 0 ? "" : (chosen ?? "")}
        options={[...none, ...options]}
        onChange={(session) => {
          if (session !== "") void send({ type: "agents.choose", session });
        }}
      />
    </div>
  );
}
