// Where a prompt is written and sent: words, role, folder, what it may cost, and what would be done with it. It starts
// nothing by itself, and says in words why nothing can be started.
import { type RefObject, useId, useRef } from "react";
import { formatMicros } from "../../../src/protocol/money";
import type { HostState } from "../../../src/protocol/wire";
import { Problem } from "../runs/Problem";
import { useWish } from "../runs/useWish";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import type { Draft } from "./draft";
import { PromptField } from "./PromptField";
import { QuietSelect } from "./QuietSelect";
import { RouteLine } from "./RouteLine";
import { roleOptions } from "./roleOptions";
import { sendBlocked, settled } from "./sendBlocked";
import { useRoute } from "./useRoute";

interface ComposerProps {
  host: HostState;
  draft: Draft;
  field: RefObject<HTMLTextAreaElement | null>;
  onDraft: (change: Partial<Draft>) => void;
  /** @param text that was sent. */
  onSent: (text: string) => void;
}

export function Composer({ host, draft: kept, field, onDraft, onSent }: ComposerProps) {
  const draft = settled(host, kept);
  const reason = useId();
  const blocked = sendBlocked(host, draft);
  const hint = useRoute(draft.text, draft.role, blocked === null);
  const { busy, problem, send } = useSend(host, draft, blocked === null, onSent);
  const isProblem = blocked !== null && !blocked.unwritten;
  return (
    <section className="kilo-composer" aria-label="New run">
      <div className="kilo-composer-box">
        <PromptField
          text={draft.text}
          history={host.history}
          field={field}
          describedBy={isProblem ? reason : null}
          onChange={(text) => onDraft({ text })}
          onSend={() => void send()}
        />
        <ComposerBar host={host} draft={draft} field={field} onDraft={onDraft}>
          <Button
            kind="primary"
            label={busy ? "Sending…" : "Send"}
            disabled={blocked !== null || busy}
            title={blocked?.sentence ?? "Send (Enter)"}
            onPress={() => void send()}
          />
        </ComposerBar>
      </div>
      {isProblem ? (
        <p className="kilo-small kilo-muted" id={reason}>
          <Icon name="circle-slash" /> Nothing can be sent: {blocked.sentence}
        </p>
      ) : null}
      {hint ? (
        <RouteLine
          hint={hint}
          text={draft.text}
          role={draft.role}
          onText={(text) => {
            onDraft({ text, role: null });
            field.current?.focus();
          }}
          onAuto={() => onDraft({ role: null })}
        />
      ) : null}
      <Problem text={problem} />
    </section>
  );
}

/** Sends the draft, once at a time. */
function useSend(host: HostState, draft: Draft, allowed: boolean, onSent: (text: string) => void) {
  const { busy, problem, wish } = useWish();
  const sending = useRef(false);
  const send = async () => {
    if (!allowed || sending.current) return;
    sending.current = true;
    const sent = await wish({
      type: "run.start",
      prompt: draft.text,
      role: draft.role,
      folder: draft.folder ?? (host.folders.length > 1 ? (host.folders[0]?.path ?? null) : null),
    });
    sending.current = false;
    if (sent) onSent(draft.text);
  };
  return { busy, problem, send };
}

function ComposerBar({
  host,
  draft,
  field,
  onDraft,
  children,
}: Omit<ComposerProps, "onSent"> & { children: React.ReactNode }) {
  const folders = host.folders.map(({ path, name }) => ({ value: path, label: name }));
  const addFile = () => {
    const element = field.current;
    if (!element) return;
    element.focus();
    const at = element.selectionStart;
    const gap = at > 0 && !/\s/.test(draft.text[at - 1] ?? "") ? " @" : "@";
    // As typed, so that the browser's own undo takes it back and the list opens.
    element.ownerDocument.execCommand("insertText", false, gap);
  };
  return (
    <div className="kilo-composer-bar">
      <button type="button" className="kilo-plain kilo-add-file" title="Name a file" onClick={addFile}>
        @ file
      </button>
      <QuietSelect
        label="Role"
        value={draft.role ?? ""}
        options={roleOptions(host.roles)}
        onChange={(role) => onDraft({ role: role === "" ? null : role })}
      />
      {folders.length > 1 ? (
        <QuietSelect
          label="Folder"
          value={draft.folder ?? folders[0]?.value ?? ""}
          options={folders}
          onChange={(folder) => onDraft({ folder })}
        />
      ) : null}
      <span className="kilo-figure kilo-muted" title="The most a run may spend">
        {formatMicros(host.capMicros)} cap
      </span>
      {children}
    </div>
  );
}
