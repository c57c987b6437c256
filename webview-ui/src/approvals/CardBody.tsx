// What a card shows of its approval, by kind: everything that is needed to decide. Where the log has no data of it, the
// text that every host shows.
import type { ApprovalView } from "../../../src/protocol/approval";
import type { ApprovalSubject } from "../../../src/protocol/approvalSubject";
import type { RunView } from "../../../src/protocol/run";
import type { InboxEntry } from "../../../src/protocol/wire";
import { promptHead } from "../runs/runWords";
import { Icon } from "../ui/Icon";
import { BudgetBody } from "./BudgetBody";
import { AlteredTests, ChangedFiles, DiffLink, Named, Paths } from "./CardParts";
import { CompletionBody } from "./CompletionBody";
import type { CardDraft } from "./cardDraft";
import { PlanBody } from "./PlanBody";
import { ShownBlock, ShownText, ShownWords } from "./ShownText";
import { SubtaskBody } from "./SubtaskBody";

export interface CardBodyProps {
  entry: InboxEntry;
  /** The run's view, where the pane shows it. */
  view: RunView | null;
  draft: CardDraft;
  onDraft: (change: Partial<CardDraft>) => void;
}

export function CardBody(props: CardBodyProps) {
  const { approval } = props.entry;
  const { subject } = approval;
  switch (subject?.kind) {
    case "plan":
      return <PlanBody {...props} subject={subject} />;
    case "budget":
      return <BudgetBody subject={subject} draft={props.draft} onDraft={props.onDraft} />;
    case "subtask":
      return <SubtaskBody {...props} subject={subject} />;
    case "completion":
      return <CompletionBody {...props} subject={subject} />;
    case "command":
      return <CommandBody subject={subject} />;
    case "edit":
      return <EditBody subject={subject} entry={props.entry} />;
    case "merge":
      return <MergeBody subject={subject} entry={props.entry} />;
    default:
      return <DetailBody approval={approval} />;
  }
}

type Subject<Kind extends ApprovalSubject["kind"]> = Extract<ApprovalSubject, { kind: Kind }>;

interface OfRun<Kind extends ApprovalSubject["kind"]> {
  subject: Subject<Kind>;
  entry: InboxEntry;
}

function CommandBody({ subject }: { subject: Subject<"command"> }) {
  return (
    <>
      <ShownBlock text={subject.line} label={`Shell command: ${promptHead(subject.line)}`} />
      <Named name="In">
        <code className="kilo-path">
          <ShownText text={subject.cwd === "" ? "." : subject.cwd} />
        </code>
      </Named>
      {subject.network ? (
        <Named name="Asks for">
          <ShownWords text="the network, for the rest of this run" />
        </Named>
      ) : null}
      <Named name="Asked because">
        <ShownWords text={subject.reason} />
      </Named>
    </>
  );
}

function EditBody({ subject, entry }: OfRun<"edit">) {
  return (
    <>
      <Paths paths={subject.paths} />
      <Named name="Asked because">
        <ShownWords text={subject.reason} />
      </Named>
      <p>
        <DiffLink run={entry.run} approval={entry.approval.id} />
      </p>
    </>
  );
}

function MergeBody({ subject, entry }: OfRun<"merge">) {
  return (
    <>
      {subject.outside ? (
        <Outside {...subject.outside} />
      ) : (
        <p className="kilo-muted">
          <Icon name="repo" /> Work was done in a tree of its own; this writes it into your folder.
        </p>
      )}
      <ChangedFiles files={subject.files} run={entry.run} approval={entry.approval.id} />
      <AlteredTests altered={subject.altered} />
    </>
  );
}

/** What leaves this machine, or stays on its branch; nothing comes into the folder. */
function Outside({ where, words }: NonNullable<Subject<"merge">["outside"]>) {
  return (
    <>
      <p className="kilo-muted">
        <Icon name={words === null ? "git-branch" : "cloud-upload"} />{" "}
        {words === null
          ? "The work stays on its branch; your folder stays as it is."
          : "This leaves your machine; your folder stays as it is."}
      </p>
      <ShownBlock text={where} label="Where it goes" />
      {words === null ? null : <ShownBlock text={words} label="What would be published" />}
    </>
  );
}

/** The text of the approval itself, unless the headline has said it all. */
function DetailBody({ approval }: { approval: ApprovalView }) {
  if (approval.detail.trim() === "" || approval.detail === approval.title) return null;
  return <ShownBlock text={approval.detail} label={`What is asked: ${promptHead(approval.title)}`} />;
}
