// The toolkit's elements as React sees them: raw tags, so that a test without a browser sees plain unknown elements.
// Nothing outside this folder uses these tags.
import type { DetailedHTMLProps, HTMLAttributes } from "react";

type Tag<Props = object> = DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> & Props;

interface Field {
  value?: string;
  placeholder?: string;
  disabled?: boolean;
  /** The browser's own change event; React's `onChange` is not heard from these elements. */
  onchange?: (event: Event) => void;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "vscode-button": Tag<{ appearance?: "primary" | "secondary" | "icon"; disabled?: boolean }>;
      "vscode-text-field": Tag<Field & { type?: string }>;
      "vscode-dropdown": Tag<Field>;
      "vscode-option": Tag<{ value?: string; selected?: boolean }>;
      "vscode-checkbox": Tag<{ checked?: boolean; disabled?: boolean; onchange?: (event: Event) => void }>;
      "vscode-badge": Tag;
    }
  }
}
