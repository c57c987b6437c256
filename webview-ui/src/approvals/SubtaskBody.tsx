// A subtask that wants to begin: who wants it, who would do it, the whole message it would start from, and what it may
// spend. The message can be changed; what is approved then is still bound to what was asked.
import { useEffect, useRef, useState } from "react";
import type { ApprovalSubject } from "../../../src/protocol/approvalSubject";
import type { RunView } from "../../../src/protocol/run";
import { promptHead } from "../runs/runWords";
import { Money } from "../ui/Money";
import { TextArea } from "../ui/TextArea";
import { Criteria, Named, Paths } from "./CardParts";
import type { CardDraft } from "./cardDraft";
import { ShownText, ShownWords } from "./ShownText";

interface SubtaskBodyProps {
  subject: Extract<ApprovalSubject, { kind: "subtask" }>;
  /** The run's view, where the pane shows it. */
  view: RunView | null;
  draft: CardDraft;
  onDraft: (change: Partial<CardDraft>) => void;
}

export function SubtaskBody({ subject, view, draft, onDraft }: SubtaskBodyProps) {
  return (
    <>
      <Message message={subject.message} edited={draft.message} onEdit={(message) => onDraft({ message })} />
      <Paths paths={subject.files} />
      <Criteria criteria={subject.criteria} />
      {subject.artifacts === undefined ? null : (
        <Named name="Artifacts">
          <ShownText text={subject.artifacts.join(", ")} />
        </Named>
      )}
      {subject.resultSchema === undefined ? null : (
        <Named name="Result must fit">
          <ShownText text={subject.resultSchema} />
        </Named>
      )}
      <Asker subject={subject} view={view} />
      <Named name="Role">
        <ShownText text={subject.role} />
      </Named>
      <Named name="Model">{subject.model === null ? "none" : <ShownText text={subject.model} />}</Named>
      <Named name="May spend">
        <Money micros={subject.share} /> of <Money micros={subject.left} /> left{shareOf(subject)}
      </Named>
    </>
  );
}

/** ` (21 %)`; nothing where there is nothing to divide. */
function shareOf({ share, left }: SubtaskBodyProps["subject"]): string {
  return left > 0 && share < left ? ` (${Math.round((share * 100) / left)} %)` : "";
}

function Asker({ subject, view }: Pick<SubtaskBodyProps, "subject" | "view">) {
  const { parent, depth } = subject;
  const task = parent === undefined ? undefined : view?.tasks[parent];
  const deepest = view?.settings.limits.spawnDepth;
  return (
    <>
      {parent === undefined ? null : (
        <Named name="Asked by">
          <ShownText text={task ? `${parent} · ${task.role} · ${promptHead(task.title)}` : parent} />
        </Named>
      )}
      {depth === undefined ? null : (
        <Named name="Depth">{deepest === undefined ? depth : `${depth} of at most ${deepest}`}</Named>
      )}
    </>
  );
}

interface MessageProps {
  message: string;
  /** What the person has made of it; null until it was touched. */
  edited: string | null;
  onEdit: (message: string | null) => void;
}

function Message({ message, edited, onEdit }: MessageProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (opened) area.current?.focus();
  }, [opened]);
  if (edited === null) {
    return (
      <div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long message is scrolled with the keyboard too. */}
        <section className="kilo-quote kilo-message" aria-label="Message it starts from" tabIndex={0}>
          <ShownWords text={message} limit={Number.POSITIVE_INFINITY} />
        </section>
        <button
          type="button"
          className="kilo-plain kilo-link kilo-small kilo-edit-message"
          title="Edit message (E)"
          onClick={() => {
            setOpened(true);
            onEdit(message);
          }}
        >
          Edit message
        </button>
      </div>
    );
  }
  return (
    <div className="kilo-message-edit">
      <TextArea
        label="Message it starts from"
        value={edited}
        rows={4}
        maxRows={16}
        areaRef={area}
        onChange={onEdit}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.stopPropagation();
          event.currentTarget.closest<HTMLElement>("article")?.focus();
        }}
      />
      <button
        type="button"
        className="kilo-plain kilo-link kilo-small"
        onClick={(event) => {
          event.currentTarget.closest<HTMLElement>("article")?.focus();
          setOpened(false);
          onEdit(null);
        }}
      >
        As it was asked
      </button>
    </div>
  );
}
