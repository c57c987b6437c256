// The floor for lines of PowerShell and cmd, whose words are not taken apart here: forms that are plain in the text.
// Lines of theirs are never allowed by themselves, so all that is missed is still asked about.

const download =
  /\b(iwr|irm|curl|wget|invoke-webrequest|invoke-restmethod|downloadstring|downloaddata|frombase64string)\b/i;
const runText = /\b(iex|invoke-expression)\b|\[scriptblock\]::create|\|\s*(cmd|powershell|pwsh)(\.exe)?\b/i;

const rules: readonly { form: RegExp; why: string }[] = [
  {
    form: /\b(certutil\b.*-(urlcache|decode)\b|bitsadmin\b.*\/transfer|mshta\b|regsvr32\b.*https?:|rundll32\b|wmic\b.*\bprocess\b.*\bcall\b)/i,
    why: "it would run text that nobody has seen",
  },
  {
    form: /\b(format\s+[a-z]:|vssadmin\b.*\bdelete|wmic\b.*\bshadowcopy\b.*\bdelete|bcdedit\b|cipher\s+\/w|diskpart\b|net1?\s+(user|localgroup)\b.*\/(add|delete)|setx\b|netsh\b.*firewall)/i,
    why: "it changes the machine, not the project",
  },
  {
    form: /\b(stop-computer|restart-computer|format-volume|clear-disk|initialize-disk|set-executionpolicy|(set|add)-mppreference|register-scheduledtask|new-service|set-service|new-localuser)\b/i,
    why: "it changes the machine, not the project",
  },
  { form: /\bstart-process\b.*\s-verb\s+runas\b/i, why: "it takes rights that agents do not get" },
  { form: /\\programs\\startup\\/i, why: "it would be started with the machine" },
  { form: /\\currentversion\\run(once)?\b/i, why: "it would be started with the machine" },
  {
    form: /(>|\b(set-content|add-content|out-file|tee-object)\b).*\$profile\b/i,
    why: "it would be started with every shell",
  },
  { form: /\bstop-process\b.*\s-n(ame)?\b/i, why: "it ends programs that the run did not start" },
];

/** @returns why a line of PowerShell or cmd is never run by an agent, or null. */
export function denyWindows(line: string): string | null {
  if (download.test(line) && runText.test(line)) return "it would run text that nobody has seen";
  return rules.find(({ form }) => form.test(line))?.why ?? null;
}
