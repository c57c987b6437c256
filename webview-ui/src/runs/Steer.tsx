// Words for the agent that works now. It reads them at its next turn; they are a fact of the run.
import { useState } from "react";
import { Button } from "../ui/Button";
import { TextField } from "../ui/TextField";
import { visibleText } from "../ui/visibleText";
import { Problem } from "./Problem";
import { promptHead } from "./runWords";
import { useWish } from "./useWish";

interface SteerProps {
  run: string;
  task: string;
  title: string;
  role: string;
}

/** Longest message the engine takes, in characters. */
const longest = 20_000;

export function Steer({ run, task, title, role }: SteerProps) {
  const [words, setWords] = useState("");
  const [told, setTold] = useState(false);
  const { busy, problem, wish } = useWish();
  const send = async () => {
    const message = words.trim().slice(0, longest);
    if (message === "" || busy) return;
    setTold(false);
    if (await wish({ type: "run.command", run, command: { type: "task.steer", task, message } })) {
      setWords("");
      setTold(true);
    }
  };
  return (
    <div className="kilo-steer">
      <div className="kilo-steer-line">
        <TextField
          label={`Tell the running agent: ${role}, ${visibleText(promptHead(title))}`}
          labelHidden
          value={words}
          placeholder="Tell the running agent…"
          onChange={(value) => {
            setWords(value);
            setTold(false);
          }}
          onSubmit={() => void send()}
        />
        <Button
          kind="icon"
          icon="send"
          label="Tell the running agent"
          disabled={busy || words.trim() === ""}
          onPress={() => void send()}
        />
      </div>
      <span className="kilo-small kilo-muted" role="status">
        {told ? "Told; it is read before the next request." : ""}
      </span>
      <Problem text={problem} />
    </div>
  );
}
