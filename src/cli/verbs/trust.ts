// `trust`: adds this folder to the user's own list, takes it off, or shows the list.
import { kiloHome } from "../../core/config/kiloHome";
import { addTrust, removeTrust, trustedFolders } from "../../core/config/trust";
import { exitCode } from "../exitCode";
import { refuse } from "../host";
import { personHere } from "../person";
import { visibleLine } from "../text/visibleText";
import type { Verb } from "../verb";

export const trust: Verb = {
  name: "trust",
  about: "let runs use this folder's checks, project files and AGENTS.md",
  takes: "",
  most: 0,
  options: [
    { name: "list", about: "show the folders that are trusted" },
    { name: "remove", about: "trust this folder no more" },
  ],
  notes: ["A folder inside a trusted one is not trusted by that; each is named by itself."],
  async run(input, host) {
    const { folder, variables } = host.environment;
    const home = kiloHome(variables);
    if (input.has("list")) {
      for (const known of await trustedFolders(home)) host.print(visibleLine(known));
      return exitCode.done;
    }
    const origin = personHere(host);
    if (!origin.ok) return refuse(host, origin.failure);
    if (input.has("remove")) {
      const was = await removeTrust(home, folder);
      host.print(`${was ? "No longer trusted" : "Was not trusted"}: ${visibleLine(folder)}`);
    } else {
      host.print(`Trusted: ${visibleLine(await addTrust(home, folder))}`);
    }
    return exitCode.done;
  },
};
