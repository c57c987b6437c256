// A turn opened: its figures over the whole prompt, response, tool calls and raw usage, with a search through them.
import { useEffect, useRef, useState } from "react";
import type { TraceCard } from "../../../src/protocol/traceItem";
import type { TurnAnswer } from "../../../src/protocol/turnAnswer";
import { usePane } from "../store/paneContext";
import { useSelected } from "../store/useSelected";
import { CameFrom } from "../trace/TaskLinks";
import type { InspectorTab } from "../trace/traceState";
import { Button } from "../ui/Button";
import { Spinner } from "../ui/Spinner";
import { Tabs } from "../ui/Tabs";
import { visibleText } from "../ui/visibleText";
import { Figures } from "./Figures";
import { FindBar } from "./FindBar";
import { PromptTab } from "./PromptTab";
import { RawTab } from "./RawTab";
import { ResponseTab } from "./ResponseTab";
import { RestartHere } from "./RestartHere";
import { ToolsTab } from "./ToolsTab";
import { useFind } from "./useFind";
import { useTurn } from "./useTurn";

interface InspectorProps {
  run: string;
  turn: string;
  /** Index of the turn's card; null while it is looked for. */
  index: number | null;
  tab: InspectorTab;
  onTab: (tab: InspectorTab) => void;
  onTask: (task: string) => void;
  onClose: () => void;
}

const tabs: { name: InspectorTab; label: string }[] = [
  { name: "prompt", label: "Prompt" },
  { name: "response", label: "Response" },
  { name: "tools", label: "Tools" },
  { name: "raw", label: "Raw" },
];

export function Inspector(props: InspectorProps) {
  const { run, turn, index, tab, onTab, onClose } = props;
  const card = useCard(run, turn, index);
  const task = card?.task ?? turn.slice(0, turn.indexOf("."));
  const { answer, problem, loading, again } = useTurn(run, turn, signatureOf(card));
  const [words, setWords] = useState("");
  const [page, setPage] = useState<HTMLElement | null>(null);
  const found = useFind(page, words, `${turn} ${tab} ${answer === null} ${signatureOf(card)}`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn or tab is read from its beginning.
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which React would take for a clean-up.
    page?.scrollTo({ top: 0 });
  }, [page, turn, tab]);
  return (
    <aside className="inspector" aria-label="Inspector">
      <div className="inspector-head">
        <h2 className="kilo-one-line">
          {card ? `#${card.number} · ${visibleText(card.role)}` : visibleText(turn)}
        </h2>
        {loading || (answer && problem === null && card?.state === "running") ? <Spinner /> : null}
        <Button kind="icon" icon="close" label="Close inspector (Escape)" onPress={onClose} />
      </div>
      <p className="inspector-title" title={card ? visibleText(card.title) : ""}>
        {visibleText(card?.title ?? "")}
        <button type="button" className="kilo-plain kilo-link kilo-small" onClick={() => props.onTask(task)}>
          Only this task
        </button>{" "}
        <RestartHere key={turn} run={run} turn={turn} task={task} />
      </p>
      {card?.from ? <CameFrom from={card.from} /> : null}
      <Figures card={card} answer={answer} />
      <Tabs
        label="Parts of the turn"
        tabs={tabs}
        chosen={tab}
        onChoose={onTab}
        actions={<FindBar words={words} onWords={setWords} found={found} />}
      >
        <div ref={setPage} className="inspector-page" tabIndex={-1}>
          {problem === null ? null : (
            <div className="inspector-problem" role="alert">
              <p>{visibleText(problem)}</p>
              <Button kind="secondary" label="Try again" onPress={again} />
            </div>
          )}
          {answer === null && problem === null ? (
            <p className="kilo-muted">
              <Spinner label="the turn is being read" />
            </p>
          ) : null}
          {answer ? <Page {...props} answer={answer} card={card} whole={words.trim() !== ""} /> : null}
        </div>
      </Tabs>
    </aside>
  );
}

interface PageProps extends InspectorProps {
  answer: TurnAnswer;
  card: TraceCard | null;
  whole: boolean;
}

function Page({ run, turn, tab, answer, card, whole }: PageProps) {
  const { store } = usePane();
  const live = useSelected(store, () => store.live(run).turn(turn));
  if (tab === "prompt") return <PromptTab answer={answer} whole={whole} />;
  if (tab === "response") return <ResponseTab answer={answer} live={live} whole={whole} />;
  if (tab === "tools") return <ToolsTab answer={answer} card={card} whole={whole} />;
  return <RawTab answer={answer} whole={whole} />;
}

/** The turn's card as it is now; the last one known where its page was let go of. */
function useCard(run: string, turn: string, index: number | null): TraceCard | null {
  const { store } = usePane();
  const last = useRef<TraceCard | null>(null);
  const item = useSelected(
    store,
    () => (index === null ? null : (store.run(run)?.trace?.items.get(index) ?? null)),
    Object.is,
  );
  if (item?.kind === "card" && item.turn === turn) last.current = item;
  return last.current?.turn === turn ? last.current : null;
}

/** Changes with everything that makes a new answer of the extension's worth asking for. */
function signatureOf(card: TraceCard | null): string {
  if (!card) return "";
  return `${card.attempts} ${card.endedAt} ${card.text.length} ${card.calls.map(({ state }) => state).join()}`;
}
