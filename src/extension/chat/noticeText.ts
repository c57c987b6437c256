// Text for a notification. VS Code reads `[words](command:…)` in one as a link that runs the command. Pure.

export function noticeText(text: string): string {
  return text.replaceAll("](", "] (");
}
