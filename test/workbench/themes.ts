// The colour themes the screens are looked at in, by their short names.

export type Theme = "light" | "dark" | "high-contrast" | "high-contrast-light";

/** What settings and pick list call a theme, and the class the workbench then has. */
export const themes: Record<Theme, { id: string; label: string; className: string }> = {
  light: { id: "Light Modern", label: "Light Modern", className: "vs" },
  dark: { id: "Dark Modern", label: "Dark Modern", className: "vs-dark" },
  "high-contrast": { id: "Default High Contrast", label: "Dark High Contrast", className: "hc-black" },
  "high-contrast-light": {
    id: "Default High Contrast Light",
    label: "Light High Contrast",
    className: "hc-light",
  },
};
