// Tabs of panels of before a reload. VS Code fills such a panel when its tab is seen first; until then the tab alone is
// there to be found, and it says no more than its kind and its title.
import * as vscode from "vscode";

const groups = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth"];

interface PanelTab {
  group: string;
  at: number;
}

/**
 * The tabs of a kind of panel, filled or not.
 * @param title of those that are meant; any unless told.
 */
export function panelTabs(type: string, title?: string): PanelTab[] {
  return vscode.window.tabGroups.all.flatMap(({ viewColumn, tabs }) => {
    const group = groups[viewColumn - 1];
    if (group === undefined) return [];
    return tabs.flatMap(({ input, label }, at) => {
      const isOne = input instanceof vscode.TabInputWebview && input.viewType.endsWith(type);
      return isOne && (title === undefined || label === title) ? [{ group, at }] : [];
    });
  });
}

/**
 * Brings a tab to the front, which nothing but these commands does; its panel is filled when this resolves.
 * @returns false where it cannot be brought there.
 */
export async function revealTab({ group, at }: PanelTab): Promise<boolean> {
  try {
    await vscode.commands.executeCommand(`workbench.action.focus${group}EditorGroup`);
    await vscode.commands.executeCommand("workbench.action.openEditorAtIndex", at);
    return true;
  } catch {
    return false;
  }
}
