// One step of a plan that waits: what it is, and the ways to change it by mouse and keyboard.
import { useState } from "react";
import type { Plan, PlanStep } from "../../../src/protocol/plan";
import { Button } from "../ui/Button";
import { Select, type SelectOption } from "../ui/Select";
import { TextArea } from "../ui/TextArea";
import { TextField } from "../ui/TextField";
import { Criteria, Paths } from "./CardParts";
import { moveKey } from "./moveKey";
import { moveProblem, type StepChange } from "./planDraft";
import { ShownWords } from "./ShownText";

interface StepItemProps {
  step: PlanStep;
  number: number;
  plan: Plan;
  roles: SelectOption[];
  /** Ids a step may be given; none where the role's own is the only one. */
  models: readonly string[];
  onChange: (change: StepChange) => void;
  onMove: (by: 1 | -1) => void;
  onDrop: () => void;
}

/** Characters of a step's instructions that are shown at first. */
const longInstructions = 400;

export function StepItem(props: StepItemProps) {
  const { step, number, plan, onMove } = props;
  const [editing, setEditing] = useState(false);
  return (
    <li
      className="kilo-step"
      onKeyDown={(event) => {
        const by = moveKey(event);
        if (by === null) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(by);
      }}
    >
      <div className="kilo-step-head">
        <span className="kilo-step-number" aria-hidden="true">
          {number}
        </span>
        <strong className="kilo-step-title">
          <ShownWords text={step.title} />
        </strong>
        <StepButtons {...props} editing={editing} onEdit={() => setEditing(!editing)} />
      </div>
      <div className="kilo-step-rest">
        <span className="kilo-small kilo-muted">{metaOf(step, plan)}</span>
        {editing ? (
          <StepFields {...props} />
        ) : (
          <div className="kilo-instructions">
            <ShownWords text={step.instructions} limit={longInstructions} />
          </div>
        )}
        <Paths paths={step.files} />
        <Criteria criteria={step.criteria} />
      </div>
    </li>
  );
}

/** `coder · claude-sonnet-4-6 · after 1, 2`; steps it waits for by their place in the list. */
function metaOf(step: PlanStep, plan: Plan): string {
  const places = step.after.map((id) => plan.steps.findIndex((other) => other.id === id) + 1);
  const after = places.filter((place) => place > 0);
  return [
    step.kind === "verify" ? "verification" : step.role,
    ...(step.model === undefined ? [] : [step.model]),
    ...(after.length > 0 ? [`after ${after.join(", ")}`] : []),
  ].join(" · ");
}

function StepButtons(props: StepItemProps & { editing: boolean; onEdit: () => void }) {
  const { step, number, plan, editing, onEdit, onMove, onDrop } = props;
  const [up, down] = [moveProblem(plan, step.id, -1), moveProblem(plan, step.id, 1)];
  const last = plan.steps.length < 2;
  return (
    <span className="kilo-step-buttons">
      <Button
        kind="icon"
        icon="arrow-up"
        label={`Move step ${number} up`}
        title={up ?? "Move up (Alt+Up)"}
        disabled={up !== null}
        onPress={() => onMove(-1)}
      />
      <Button
        kind="icon"
        icon="arrow-down"
        label={`Move step ${number} down`}
        title={down ?? "Move down (Alt+Down)"}
        disabled={down !== null}
        onPress={() => onMove(1)}
      />
      <Button
        kind="icon"
        icon={editing ? "check" : "edit"}
        label={editing ? `Done with step ${number}` : `Edit step ${number}`}
        title={editing ? "Done" : "Edit"}
        pressed={editing}
        onPress={onEdit}
      />
      <Button
        kind="icon"
        icon="trash"
        label={`Drop step ${number}`}
        title={last ? "A plan needs a step; reject it instead." : "Drop"}
        disabled={last}
        onPress={onDrop}
      />
    </span>
  );
}

function StepFields({ step, roles, models, onChange }: StepItemProps) {
  const own = { value: "", label: "the role's own" };
  const known = step.model === undefined || models.includes(step.model) ? models : [step.model, ...models];
  return (
    <div className="kilo-step-fields">
      <TextField label="Title" value={step.title} onChange={(title) => onChange({ title })} />
      <TextArea
        label="Instructions"
        value={step.instructions}
        rows={4}
        maxRows={14}
        onChange={(instructions) => onChange({ instructions })}
      />
      {step.kind === "verify" ? null : (
        <div className="kilo-pair">
          <Select label="Role" value={step.role} options={roles} onChange={(role) => onChange({ role })} />
          {models.length === 0 ? null : (
            <Select
              label="Model"
              value={step.model ?? ""}
              options={[own, ...known.map((id) => ({ value: id, label: id }))]}
              onChange={(model) => onChange({ model: model === "" ? null : model })}
            />
          )}
        </div>
      )}
    </div>
  );
}
