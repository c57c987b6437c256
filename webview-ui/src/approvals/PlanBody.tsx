// A plan that waits: its steps as a list that can be changed, and all that would be approved with them. Nothing is sent
// before the person approves.
import { useLayoutEffect, useRef, useState } from "react";
import type { ApprovalSubject } from "../../../src/protocol/approvalSubject";
import type { Plan } from "../../../src/protocol/plan";
import type { InboxEntry } from "../../../src/protocol/wire";
import { Problem } from "../runs/Problem";
import { Icon } from "../ui/Icon";
import type { CardDraft } from "./cardDraft";
import { isEdited, withMoved, withoutStep, withStep } from "./planDraft";
import { planProblem } from "./planProblem";
import { ShownText, ShownWords } from "./ShownText";
import { StepItem } from "./StepItem";
import { stepRoles } from "./stepRoles";

interface PlanBodyProps {
  subject: Extract<ApprovalSubject, { kind: "plan" }>;
  entry: InboxEntry;
  draft: CardDraft;
  onDraft: (change: Partial<CardDraft>) => void;
}

export function PlanBody({ subject, entry, draft, onDraft }: PlanBodyProps) {
  const plan = draft.plan ?? subject.plan;
  const edited = draft.plan !== null && isEdited(subject.plan, draft.plan);
  const roles = stepRoles(entry, subject.plan);
  const problem = edited ? planProblem(plan, roles, entry.models) : null;
  const { list, said, move } = useMoving(plan, (next) => onDraft({ plan: next }));
  return (
    <>
      <ol className="kilo-steps" ref={list} aria-label="Steps">
        {plan.steps.map((step, index) => (
          <StepItem
            key={step.id}
            step={step}
            number={index + 1}
            plan={plan}
            roles={roles.map((name) => ({ value: name, label: name }))}
            models={entry.models}
            onChange={(change) => onDraft({ plan: withStep(plan, step.id, change) })}
            onMove={(by) => move(step.id, by)}
            onDrop={() => onDraft({ plan: withoutStep(plan, step.id) })}
          />
        ))}
      </ol>
      <span className="kilo-hidden" aria-live="polite">
        {said}
      </span>
      <PlanRest plan={plan} checks={subject.checks} />
      <Problem text={problem} />
      {edited ? (
        <p className="kilo-small kilo-muted">
          You changed this plan.{" "}
          <button type="button" className="kilo-plain kilo-link" onClick={() => onDraft({ plan: null })}>
            Take it back
          </button>
        </p>
      ) : null}
    </>
  );
}

/** Moves a step and keeps the focus in it, which the browser would lose with its place. */
function useMoving(plan: Plan, onPlan: (plan: Plan) => void) {
  const list = useRef<HTMLOListElement>(null);
  const focused = useRef<Element | null>(null);
  const [said, setSaid] = useState("");
  useLayoutEffect(() => {
    const element = focused.current;
    focused.current = null;
    if (element instanceof HTMLElement && element !== document.activeElement) element.focus();
  });
  const move = (id: string, by: 1 | -1) => {
    const next = withMoved(plan, id, by);
    if (next === plan) return;
    focused.current = document.activeElement;
    const place = next.steps.findIndex((step) => step.id === id) + 1;
    setSaid(`Step ${next.steps[place - 1]?.title ?? id} is now ${place} of ${next.steps.length}.`);
    onPlan(next);
  };
  return { list, said, move };
}

/** Risks, contract changes and extra checks: approved with the plan, so always in view. */
function PlanRest({ plan, checks }: { plan: Plan; checks: readonly string[] }) {
  const changes = plan.contractChanges.map(({ path, why }) => `${path}: ${why}`);
  return (
    <>
      <Listed icon="warning" title="Risks" lines={plan.risks} />
      <Listed icon="beaker" title="Tests and contracts that may change" lines={changes} />
      <Listed icon="terminal" title="Shell commands that would be run as proof" lines={checks} code />
    </>
  );
}

interface ListedProps {
  icon: string;
  title: string;
  lines: readonly string[];
  code?: boolean;
}

function Listed({ icon, title, lines, code = false }: ListedProps) {
  if (lines.length === 0) return null;
  return (
    <div className="kilo-listed">
      <span className="kilo-muted kilo-small">
        <Icon name={icon} /> {title}
      </span>
      <ul>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name, and the list never changes.
          <li key={at}>
            {code ? (
              <code>
                <ShownText text={line} />
              </code>
            ) : (
              <ShownWords text={line} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
