// The field a prompt is written in: it grows with its text, completes prefixes and files, sends on Enter, and brings
// earlier prompts back with the arrow keys.
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from "react";
import { completed } from "./completion";
import { atDraft, leavesText, stepHistory } from "./promptHistory";
import { optionId, SuggestionList } from "./SuggestionList";
import { useSuggestions } from "./useSuggestions";

interface PromptFieldProps {
  text: string;
  /** Earlier prompts, newest first. */
  history: readonly string[];
  field: RefObject<HTMLTextAreaElement | null>;
  /** Id of the sentence that says why nothing can be sent. */
  describedBy: string | null;
  onChange: (text: string) => void;
  onSend: () => void;
}

const placeholder = "What shall be done? / for prefixes, @ for files";

export function PromptField({ text, history, field, describedBy, onChange, onSend }: PromptFieldProps) {
  const list = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const suggestions = useSuggestions(text, caret);
  const put = useCaret(field, onChange);
  const recall = useHistory(text, history, field, put);
  const open = suggestions.completing !== null && suggestions.choices.length > 0;
  const choose = (choice: string) => {
    if (!suggestions.completing) return;
    const made = completed(text, suggestions.completing, choice);
    setCaret(made.caret);
    put(made.text, made.caret);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, every key is its own.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const taken =
      (open && onListKey(event, suggestions, choose)) || onSendKey(event, onSend) || recall.onKey(event);
    if (taken) event.preventDefault();
  };
  return (
    <div className="kilo-prompt-field">
      <textarea
        ref={field}
        value={text}
        rows={2}
        placeholder={placeholder}
        aria-label="Prompt"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        {...(open
          ? { "aria-controls": list, "aria-activedescendant": optionId(list, suggestions.active) }
          : {})}
        {...(describedBy === null ? {} : { "aria-describedby": describedBy })}
        spellCheck={false}
        onChange={(event) => {
          recall.forget();
          setCaret(event.target.selectionStart);
          onChange(event.target.value);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setCaret(null)}
        onKeyDown={onKeyDown}
      />
      <PrefixInk text={text} field={field} />
      <SuggestionList id={list} suggestions={suggestions} onChoose={choose} />
    </div>
  );
}

/** Puts a text in place and the caret where it belongs, once it is drawn. */
function useCaret(field: PromptFieldProps["field"], onChange: (text: string) => void) {
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    field.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  });
  return (text: string, caret: number) => {
    wanted.current = caret;
    onChange(text);
  };
}

function useHistory(
  text: string,
  entries: readonly string[],
  field: PromptFieldProps["field"],
  put: (text: string, caret: number) => void,
) {
  const [place, setPlace] = useState(atDraft);
  const onKey = ({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean => {
    const element = field.current;
    if (!element || altKey || ctrlKey || metaKey || shiftKey) return false;
    if (key !== "ArrowUp" && key !== "ArrowDown") return false;
    if (element.selectionStart !== element.selectionEnd) return false;
    if (!leavesText(text, element.selectionStart, key, isWrapped(element))) return false;
    const stepped = stepHistory(entries, place, text, key === "ArrowUp" ? 1 : -1);
    if (!stepped) return false;
    setPlace(stepped.history);
    put(stepped.text, key === "ArrowUp" ? 0 : stepped.text.length);
    return true;
  };
  return { onKey, forget: () => setPlace(atDraft) };
}

/** Whether a line of the text takes more than one line on the screen. */
function isWrapped(element: HTMLTextAreaElement): boolean {
  const style = getComputedStyle(element);
  const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
  const lines = Math.max(element.value.split("\n").length, element.rows);
  const height = Number.parseFloat(style.lineHeight);
  return Number.isFinite(height) && element.scrollHeight - padding > (lines + 0.5) * height;
}

function onSendKey({ key, shiftKey, altKey }: KeyboardEvent, onSend: () => void): boolean {
  if (key !== "Enter" || shiftKey || altKey) return false;
  onSend();
  return true;
}

function onListKey(
  event: KeyboardEvent,
  { choices, active, setActive, dismiss }: ReturnType<typeof useSuggestions>,
  choose: (choice: string) => void,
): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const keys: Record<string, () => void> = {
    ArrowDown: () => setActive((active + 1) % choices.length),
    ArrowUp: () => setActive((active - 1 + choices.length) % choices.length),
    Enter: () => choose(choices[active] ?? ""),
    Tab: () => choose(choices[active] ?? ""),
    Escape: dismiss,
  };
  const act = keys[event.key];
  act?.();
  return act !== undefined;
}

/** Colours a prefix at the start of the text; drawn over the field's own letters, at the same place. */
function PrefixInk({ text, field }: { text: string; field: PromptFieldProps["field"] }) {
  const found = /^\/(?:orchestrate|single)(?=\s|$)/i.exec(text);
  const [scrolled, setScrolled] = useState(false);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    const look = () => setScrolled(element.scrollTop > 0);
    element.addEventListener("scroll", look);
    look();
    return () => element.removeEventListener("scroll", look);
  }, [field]);
  if (!found || scrolled) return null;
  return (
    <span className="kilo-prefix-ink" aria-hidden="true">
      {found[0]}
    </span>
  );
}
