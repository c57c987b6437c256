// A small menu behind a button. Arrow keys move, Enter chooses, Escape and a click elsewhere close it; focus returns.
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "./Icon";

export interface MenuItem {
  label: string;
  icon?: string;
  disabled?: boolean;
  onPress: () => void;
}

interface MenuProps {
  label: string;
  /** A codicon's name. */
  icon?: string;
  items: MenuItem[];
  /** False where the tab key passes it by, in lists that are walked by arrow keys. */
  inTabOrder?: boolean;
}

export function Menu({ label, icon = "ellipsis", items, inTabOrder = true }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (refocus: boolean) => {
    setOpen(false);
    if (refocus) button.current?.focus();
  };
  return (
    <span className="kilo-menu">
      <button
        ref={button}
        type="button"
        className="kilo-plain kilo-menu-button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        title={label}
        {...(inTabOrder ? {} : { tabIndex: -1 })}
        {...(open ? { "aria-controls": id } : {})}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || open) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <Icon name={icon} />
      </button>
      {open ? <MenuList id={id} label={label} items={items} close={close} /> : null}
    </span>
  );
}

/** Pixels between a menu and the pane's edge. */
const edge = 4;

interface MenuListProps {
  id: string;
  label: string;
  items: MenuItem[];
  close: (refocus: boolean) => void;
}

function MenuList({ id, label, items, close }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  const [up, setUp] = useState(false);
  const [aside, setAside] = useState(0);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const { bottom, left } = element.getBoundingClientRect();
    setUp(bottom > element.ownerDocument.documentElement.clientHeight);
    // It opens to the left of its button, which in a narrow pane stands at the left itself.
    setAside(Math.max(0, edge - left));
    element.querySelector<HTMLButtonElement>("button:not(:disabled)")?.focus();
  }, []);
  return (
    <div
      ref={list}
      id={id}
      role="menu"
      aria-label={label}
      className={`kilo-menu-list${up ? " kilo-menu-up" : ""}`}
      tabIndex={-1}
      style={{ right: -aside }}
      onKeyDown={(event) => moveInMenu(event, close)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close(false);
      }}
    >
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          disabled={item.disabled ?? false}
          onClick={() => {
            close(true);
            item.onPress();
          }}
        >
          {item.icon ? <Icon name={item.icon} /> : null}
          <span>{item.label}</span>
        </button>
      ))}
    </div>
  );
}

function moveInMenu(event: KeyboardEvent<HTMLElement>, close: (refocus: boolean) => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
  const at = items.indexOf(event.currentTarget.ownerDocument.activeElement as HTMLButtonElement);
  const to: Record<string, number> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  if (event.key === "Escape" || event.key === "Tab") {
    event.stopPropagation();
    if (event.key === "Escape") event.preventDefault();
    close(true);
    return;
  }
  const target = to[event.key];
  if (target === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items[target]?.focus();
}
