// Whether letters pressed here are words being written, so that they answer nothing.

const written = new Set(["INPUT", "TEXTAREA", "SELECT", "VSCODE-TEXT-FIELD", "VSCODE-DROPDOWN"]);

export function isTyping(target: EventTarget): boolean {
  return (
    target instanceof Element && (written.has(target.tagName) || target.closest('[role="menu"]') !== null)
  );
}
