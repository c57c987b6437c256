// Where a pane's page is drawn.

/** @returns the page's `#root`, made where the page has none. */
export function rootElement(): HTMLElement {
  const known = document.getElementById("root");
  if (known) return known;
  const made = document.createElement("div");
  made.id = "root";
  document.body.append(made);
  return made;
}
