// One agent: how it stands, what it has done and cost, whom its work conflicts with, and what may be done with it.
import { useRef, useState } from "react";
import type { AgentPicture, SessionPicture } from "../../../src/protocol/agentsWire";
import { firstOf } from "../../../src/protocol/firstOf";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { useFocusKept } from "../ui/useFocusKept";
import { visibleText } from "../ui/visibleText";
import { AgentDetails } from "./AgentDetails";
import { AgentFigures } from "./AgentFigures";
import { type AgentAction, agentActions } from "./agentActions";
import { shortened, stateWords } from "./agentWords";
import { CommentForm } from "./CommentForm";
import { Problem } from "./Problem";
import { Sign } from "./Sign";
import { type Sending, useIntent } from "./useIntent";

interface AgentRowProps {
  agent: AgentPicture;
  picture: SessionPicture;
  isOpen: boolean;
  /** The one row whose buttons the tab key reaches. */
  isCurrent: boolean;
  small: boolean;
  onToggle: () => void;
  onStand: () => void;
}

const longNote = 200;
/** Buttons beside the menu. */
const shownActions = 2;

export function AgentRow(props: AgentRowProps) {
  const { agent, picture, isOpen, isCurrent, small, onToggle, onStand } = props;
  const sending = useIntent();
  const [asked, setAsked] = useState<AgentAction | null>(null);
  const { name, state } = agent;
  const row = useRef<HTMLLIElement>(null);
  const kept = useFocusKept(() => row.current?.querySelector<HTMLElement>(".agents-name"));
  // The form goes, and with it what the keyboard stood on; who went elsewhere meanwhile stays there.
  const leave = () => {
    const at = row.current?.ownerDocument.activeElement;
    if (row.current?.contains(at ?? null) || at?.tagName === "BODY")
      row.current?.querySelector<HTMLElement>(".agents-name")?.focus();
    setAsked(null);
  };
  const press = (action: AgentAction) => {
    if (action.comment) return setAsked(action);
    void sending.send({ type: "agents.verb", session: picture.session, verb: action.verb, agent: name });
  };
  return (
    <li
      ref={row}
      className={`agents-row agents-row-${state}`}
      onFocus={(event) => {
        kept.onFocus(event);
        onStand();
      }}
      onBlur={kept.onBlur}
    >
      <div className="agents-row-line">
        <Sign state={stateWords[state]} />
        <Who agent={agent} isOpen={isOpen} isCurrent={isCurrent} onToggle={onToggle} />
        <AgentFigures agent={agent} />
        <RowButtons
          name={name}
          actions={agentActions(agent, picture)}
          busy={sending.busy}
          inTabOrder={isCurrent}
          shown={small ? 1 : shownActions}
          onPress={press}
        />
        <More agent={agent} />
      </div>
      {asked ? (
        <AskedComment
          action={asked}
          agent={name}
          session={picture.session}
          sending={sending}
          onDone={leave}
        />
      ) : (
        <Problem text={sending.problem} />
      )}
      {isOpen ? <AgentDetails agent={agent} picture={picture} /> : null}
    </li>
  );
}

/** The name, which opens the details and is where the arrow keys stand. */
function Who({ agent, isOpen, isCurrent, onToggle }: Omit<AgentRowProps, "picture" | "small" | "onStand">) {
  const { name, state } = agent;
  return (
    <p className="agents-row-words">
      <button
        type="button"
        className="kilo-plain agents-name"
        data-agent={name}
        tabIndex={isCurrent ? 0 : -1}
        aria-expanded={isOpen}
        onClick={onToggle}
      >
        <Icon name={isOpen ? "chevron-down" : "chevron-right"} />
        {visibleText(name)}
        <span className="kilo-hidden">, {stateWords[state].word}</span>
      </button>
    </p>
  );
}

function More({ agent }: { agent: AgentPicture }) {
  const { name, role, branch } = agent;
  const note = agent.resolving ? "both sides are in its files: resolve them, save, and say so" : agent.note;
  return (
    <div className="agents-row-more">
      {role === name ? null : <p className="agents-row-note kilo-one-line">{visibleText(role)}</p>}
      {branch === null ? null : <p className="agents-branch kilo-one-line">{visibleText(branch)}</p>}
      {note === "" ? null : <p className="agents-row-note">{visibleText(clipped(note))}</p>}
      <Conflict agent={agent} />
    </div>
  );
}

function clipped(text: string): string {
  const [line = ""] = text.trim().split("\n", 1);
  return shortened(line, longNote);
}

function Conflict({ agent: { conflictsWith, state, resolving } }: { agent: AgentPicture }) {
  // What is set aside for conflicts says so already, and so does what is being resolved.
  const isSaid = state === "landed" || state === "conflict" || resolving;
  if (conflictsWith.length === 0 || isSaid) return null;
  return (
    <p className="agents-row-warning">
      <Icon name="warning" /> conflicts with {visibleText(firstOf(conflictsWith, 3))}
    </p>
  );
}

interface AskedCommentProps {
  action: AgentAction;
  agent: string;
  session: string;
  sending: Sending;
  onDone: () => void;
}

function AskedComment({ action, agent, session, sending, onDone }: AskedCommentProps) {
  const { verb } = action;
  const submit = async (comment: string) => {
    const said = comment.trim() === "" ? {} : { comment };
    if (await sending.send({ type: "agents.verb", session, verb, agent, ...said })) onDone();
  };
  return (
    <CommentForm
      action={action}
      agent={agent}
      busy={sending.busy}
      problem={sending.problem}
      onSend={(comment) => void submit(comment)}
      onBack={onDone}
    />
  );
}

interface RowButtonsProps {
  name: string;
  actions: AgentAction[];
  busy: boolean;
  inTabOrder: boolean;
  shown: number;
  onPress: (action: AgentAction) => void;
}

/** Plain buttons: a hundred rows of the toolkit's would be slow. */
function RowButtons({ name, actions, busy, inTabOrder, shown, onPress }: RowButtonsProps) {
  const rest = actions.slice(shown);
  const label = visibleText(name);
  return (
    <div className="agents-row-buttons">
      {actions.slice(0, shown).map((action) => (
        <button
          key={action.verb}
          type="button"
          className="agents-button"
          disabled={busy}
          tabIndex={inTabOrder ? 0 : -1}
          aria-label={`${(action.short ?? action.label).replace("…", "")} ${label}`}
          title={action.label}
          onClick={() => onPress(action)}
        >
          <Icon name={action.icon} /> {action.short ?? action.label}
        </button>
      ))}
      {rest.length === 0 ? null : (
        <Menu
          label={`More for ${label}`}
          inTabOrder={inTabOrder}
          items={rest.map((action) => ({
            label: action.label,
            icon: action.icon,
            disabled: busy,
            onPress: () => onPress(action),
          }))}
        />
      )}
    </div>
  );
}
