// States that need something of the person before or beside a run, each with the button that does it.
import { useState } from "react";
import type { HostState } from "../../../src/protocol/wire";
import { ShownText } from "../approvals/ShownText";
import { Problem } from "../runs/Problem";
import { useWish } from "../runs/useWish";
import { Button } from "../ui/Button";
import { Foldable } from "../ui/Foldable";
import { Icon } from "../ui/Icon";
import { notesOf, type StateNote } from "./notesOf";

export function StateNotes({ host }: { host: HostState }) {
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const notes = notesOf(host).filter(({ id, blocks }) => blocks || !hidden.includes(id));
  return (
    <>
      {notes.map((note) => (
        <Note key={note.id} note={note} onHide={() => setHidden([...hidden, note.id])} />
      ))}
      <HostNotices notices={host.notices} />
    </>
  );
}

function Note({ note, onHide }: { note: StateNote; onHide: () => void }) {
  const { problem, busy, wish } = useWish();
  const { next, blocks } = note;
  return (
    <section className={`kilo-note${blocks ? " kilo-note-blocks" : ""}`} aria-label={note.title}>
      <div className="kilo-note-head">
        <Icon name={note.icon} />
        <strong>{note.title}</strong>
        {blocks ? null : <Button kind="icon" icon="close" label="Hide this note" onPress={onHide} />}
      </div>
      <p>
        <ShownText text={note.sentence} />
      </p>
      {next === null ? null : (
        <Button
          kind={blocks ? "primary" : "secondary"}
          label={next.label}
          disabled={busy}
          onPress={() => void wish({ type: "host.do", what: next.what })}
        />
      )}
      <Problem text={problem} />
    </section>
  );
}

function HostNotices({ notices }: { notices: readonly string[] }) {
  if (notices.length === 0) return null;
  return (
    <div className="kilo-small kilo-muted kilo-notices">
      <Foldable title={notices.length === 1 ? "1 note" : `${notices.length} notes`} defaultOpen={false}>
        <ul className="kilo-notes">
          {notices.map((notice) => (
            <li key={notice}>
              <ShownText text={notice} />
            </li>
          ))}
        </ul>
      </Foldable>
    </div>
  );
}
