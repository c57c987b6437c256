// A token a host hands in for one https address, as settings of git. It travels in the environment of that one command,
// never in its words, never to another host. Pure.
import type { Setting } from "../hardening";
import type { RemoteAddress } from "./address";

export interface Credential {
  /** The only host it is for, in lower case. */
  host: string;
  token: string;
}

/** Settings of a network command: the credential where it fits the address, and the program that answers for one. */
export function credentialSettings(request: {
  address: RemoteAddress;
  credential?: Credential;
  askPass?: string;
}): Setting[] {
  const { address, credential, askPass } = request;
  const settings: Setting[] = askPass === undefined ? [] : [["core.askPass", askPass]];
  if (credential === undefined || address.protocol !== "https" || address.host !== credential.host)
    return settings;
  const pair = Buffer.from(`x-access-token:${credential.token}`, "utf8").toString("base64");
  return [
    ...settings,
    // A redirection would carry the header along.
    ["http.followRedirects", "false"],
    [`http.https://${address.host}/.extraHeader`, `Authorization: Basic ${pair}`],
  ];
}
