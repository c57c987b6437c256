// The list under the composer's field. The field keeps the focus; the marked option is told by its id.
import { useEffect, useRef } from "react";
import { Icon } from "../ui/Icon";
import { visibleText } from "../ui/visibleText";
import type { Suggestions } from "./useSuggestions";

interface SuggestionListProps {
  id: string;
  suggestions: Suggestions;
  onChoose: (choice: string) => void;
}

export function optionId(list: string, index: number): string {
  return `${list}-${index}`;
}

const meanings: Record<string, string> = {
  orchestrate: "planner, coders and debugger",
  single: "one agent",
};

export function SuggestionList({ id, suggestions, onChoose }: SuggestionListProps) {
  const { completing, choices, active, setActive } = suggestions;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  if (!completing || choices.length === 0) return null;
  return (
    <div
      className="kilo-suggestions"
      id={id}
      role="listbox"
      aria-label={completing.kind === "prefix" ? "Prefixes" : "Files"}
      ref={list}
    >
      {choices.map((choice, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys.
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field.
        <div
          key={choice}
          id={optionId(id, index)}
          className="kilo-suggestion"
          role="option"
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onMouseMove={() => setActive(index)}
          onClick={() => onChoose(choice)}
        >
          {completing.kind === "prefix" ? <PrefixWords name={choice} /> : <FileWords path={choice} />}
        </div>
      ))}
    </div>
  );
}

function PrefixWords({ name }: { name: string }) {
  return (
    <>
      <span className="kilo-suggestion-name">/{name}</span>
      <span className="kilo-muted kilo-one-line">{meanings[name] ?? ""}</span>
    </>
  );
}

function FileWords({ path }: { path: string }) {
  const cut = path.lastIndexOf("/") + 1;
  return (
    <>
      <Icon name="file" />
      <span className="kilo-suggestion-name">{visibleText(path.slice(cut))}</span>
      <span className="kilo-muted kilo-one-line">{visibleText(path.slice(0, Math.max(0, cut - 1)))}</span>
    </>
  );
}
