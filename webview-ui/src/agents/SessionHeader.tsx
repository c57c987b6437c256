// The head of a session: its task, how it stands, progress, time, money, who drives it, and what may be done with it.
import { useRef } from "react";
import type { SessionChoice, SessionPicture } from "../../../src/protocol/agentsWire";
import { formatMicros } from "../../../src/protocol/money";
import { Button } from "../ui/Button";
import { formatDuration } from "../ui/figures";
import { Menu } from "../ui/Menu";
import { useFocusKept } from "../ui/useFocusKept";
import { visibleText } from "../ui/visibleText";
import { sessionActions } from "./agentActions";
import { shortened } from "./agentWords";
import { Problem } from "./Problem";
import { SessionChooser } from "./SessionChooser";
import { Sign } from "./Sign";
import { driverWords, sessionState, stateCounts } from "./sessionWords";
import { useIntent } from "./useIntent";
import { useNow } from "./useNow";

interface SessionHeaderProps {
  picture: SessionPicture;
  sessions: SessionChoice[];
  small: boolean;
}

export function SessionHeader({ picture, sessions, small }: SessionHeaderProps) {
  const { session, name, prompt, progress, pause, summary } = picture;
  const [title = ""] = prompt.trim().split("\n", 1);
  const counts = stateCounts(picture);
  return (
    <header className="agents-head">
      <SessionChooser sessions={sessions} chosen={session} />
      <div className="agents-head-line">
        <h1 className="agents-title" title={visibleText(prompt.slice(0, 2000))}>
          {visibleText(shortened(title, 300))}
        </h1>
        <Buttons picture={picture} small={small} />
      </div>
      <div className="agents-head-line agents-head-figures">
        <Sign state={sessionState(picture)} />
        <span className="kilo-figure">
          {progress.done} of {progress.all} agents · {progress.percent} %
        </span>
        <Elapsed picture={picture} />
        <Money picture={picture} />
      </div>
      <div
        className="agents-progress"
        role="progressbar"
        aria-label="Agents done"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={progress.percent}
      >
        <span style={{ width: `${progress.percent}%` }} />
      </div>
      <p className="kilo-small kilo-muted agents-head-words">
        {[name ?? "", session, driverWords(picture), counts]
          .filter((part) => part !== "")
          .map(visibleText)
          .join("\u00a0· ")}
      </p>
      {pause !== null && pause !== "" ? (
        <p className="agents-note">{visibleText(shortened(pause, 600))}</p>
      ) : null}
      {picture.status === "ended" && summary !== "" ? (
        <p className="agents-note agents-note-past">{visibleText(shortened(summary, 600))}</p>
      ) : null}
    </header>
  );
}

function Elapsed({ picture: { startedAt, endedAt } }: { picture: SessionPicture }) {
  const now = useNow(endedAt === null);
  return (
    <span className="kilo-figure kilo-muted" title="since the start">
      {formatDuration(Math.max(0, (endedAt ?? now) - startedAt))}
    </span>
  );
}

function Money({ picture: { spent, reserved, cap } }: { picture: SessionPicture }) {
  const percent = (micros: number) => `${cap > 0 ? Math.min(100, (micros * 100) / cap) : 0}%`;
  return (
    <span className="agents-money">
      <span className="agents-meter" aria-hidden="true">
        <span className="agents-meter-spent" style={{ width: percent(spent) }} />
        <span className="agents-meter-reserved" style={{ width: percent(reserved) }} />
      </span>
      <span className="kilo-figure kilo-muted">
        {formatMicros(spent)} of {formatMicros(cap)}
        {reserved > 0 ? ` · ${formatMicros(reserved)} reserved` : ""}
      </span>
    </span>
  );
}

function Buttons({ picture, small }: { picture: SessionPicture; small: boolean }) {
  const { busy, problem, send } = useIntent();
  const buttons = useRef<HTMLDivElement>(null);
  const kept = useFocusKept(() => buttons.current?.querySelector<HTMLElement>(".kilo-menu-button"));
  const actions = sessionActions(picture);
  const shown = actions.filter(({ verb }) => verb !== "start").slice(0, small ? 1 : 3);
  const press = (verb: (typeof actions)[number]["verb"]) =>
    void send({ type: "agents.session", session: verb === "start" ? null : picture.session, verb });
  return (
    <>
      <div ref={buttons} className="agents-buttons" {...kept}>
        {shown.map(({ verb, label, icon }) => (
          <Button
            key={verb}
            kind={verb === "resume" ? "primary" : "secondary"}
            label={label}
            icon={icon}
            disabled={busy}
            onPress={() => press(verb)}
          />
        ))}
        <Menu
          label="More for this session"
          items={actions
            .filter((action) => !shown.includes(action))
            .map(({ verb, label, icon }) => ({ label, icon, onPress: () => press(verb) }))}
        />
      </div>
      <Problem text={problem} />
    </>
  );
}
