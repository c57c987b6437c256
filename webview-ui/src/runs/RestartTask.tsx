// Asks from which turn a task shall start over.
import { useState } from "react";
import type { RunCommand } from "../../../src/protocol/command";
import type { TaskView } from "../../../src/protocol/task";
import { Button } from "../ui/Button";
import { Select } from "../ui/Select";
import { visibleText } from "../ui/visibleText";

interface RestartTaskProps {
  task: TaskView;
  busy: boolean;
  onSend: (command: RunCommand) => void;
  onBack: () => void;
}

export function RestartTask({ task, busy, onSend, onBack }: RestartTaskProps) {
  const turns = Array.from({ length: task.turns }, (_, index) => task.turns - index);
  const [number, setNumber] = useState(task.turns);
  return (
    <div className="kilo-quote kilo-task-question">
      <p>
        The conversation of {visibleText(task.task)} goes back to before this turn, and the turn is made anew.
        Files stay as they are, and what was spent stays spent.
      </p>
      <Select
        label="Restart from"
        value={String(number)}
        options={turns.map((turn) => ({ value: String(turn), label: nameOf(turn, task) }))}
        onChange={(turn) => setNumber(Number(turn))}
      />
      <div className="kilo-answers">
        <Button
          kind="primary"
          label={`Restart from turn ${number}`}
          disabled={busy}
          onPress={() => onSend({ type: "task.restart", task: task.task, turn: `${task.task}.${number}` })}
        />
        <Button kind="secondary" label="Go on as it is" onPress={onBack} />
      </div>
    </div>
  );
}

function nameOf(turn: number, { turns }: TaskView): string {
  if (turn === 1) return "turn 1, its beginning";
  return turn === turns ? `turn ${turn}, the last` : `turn ${turn}`;
}
