import { describe, expect, it } from "vitest";
import type { ConfigEntry } from "../../../src/core/git/commands/listConfig";
import { guardNetwork } from "../../../src/core/git/configGuard";
import { environmentOf, neutralise, settingsOf } from "../../../src/core/git/hardening";

describe("programs a repository names", () => {
  it.each([
    [
      "filter.lfs.clean",
      "local",
      [
        ["filter.lfs.required", "false"],
        ["filter.lfs.clean", ""],
      ],
    ],
    [
      "filter.a=b.smudge",
      "local",
      [
        ["filter.a=b.required", "false"],
        ["filter.a=b.smudge", ""],
      ],
    ],
    [
      "filter.a.b.c.process",
      "local",
      [
        ["filter.a.b.c.required", "false"],
        ["filter.a.b.c.process", ""],
      ],
    ],
    ["diff.x.command", "local", [["diff.x.command", ""]]],
    ["diff.x.textconv", "local", [["diff.x.textconv", ""]]],
    ["merge.x.driver", "local", [["merge.x.driver", "git merge-file %A %O %B"]]],
    ["remote.origin.uploadpack", "local", [["remote.origin.uploadpack", "git-upload-pack"]]],
    ["remote.origin.receivepack", "network", [["remote.origin.receivepack", "git-receive-pack"]]],
    ["trailer.see.cmd", "local", [["trailer.see.cmd", ""]]],
    ["credential.https://x.helper", "local", [["credential.https://x.helper", ""]]],
    ["credential.https://x.helper", "network", []],
    ["protocol.ext.allow", "network", [["protocol.ext.allow", "never"]]],
    ["protocol.https.allow", "network", []],
    ["protocol.https.allow", "local", [["protocol.https.allow", "never"]]],
    ["submodule.x.update", "local", [["submodule.x.update", "none"]]],
    ["gpg.ssh.defaultkeycommand", "local", [["gpg.ssh.defaultkeycommand", "false"]]],
    ["user.name", "local", []],
    ["core.fsmonitor", "local", []],
  ] as const)("%s on %s", (key, profile, wanted) => {
    expect(neutralise([key], profile)).toEqual(wanted);
  });

  it("lets the network profile use the person's own helpers, never the repository's", () => {
    const entry = (scope: string, key: string, value: string): ConfigEntry => ({
      scope,
      origin: "",
      key,
      value,
    });
    const entries = [
      entry("global", "credential.helper", "store"),
      entry("global", "core.sshcommand", "ssh -i mine"),
      entry("local", "credential.helper", "!evil"),
      entry("local", "core.sshcommand", "evil"),
      entry("local", "http.https://x.sslverify", "false"),
    ];
    expect(guardNetwork(entries)).toEqual([
      ["core.sshCommand", "ssh -i mine"],
      ["credential.helper", ""],
      ["credential.helper", "store"],
      ["http.https://x.sslverify", "true"],
    ]);
    expect(() => guardNetwork([entry("local", "url.https://evil/.insteadof", "https://x/")])).toThrow(
      /rewrites addresses/,
    );
  });

  it("keeps GIT_ variables, editors and keys of the host out", () => {
    const host = {
      PATH: "/bin",
      HOME: "/h",
      GIT_DIR: "x",
      GIT_SSH_COMMAND: "x",
      EDITOR: "x",
      PAGER: "x",
      A_TOKEN: "x",
      SSH_AUTH_SOCK: "s",
    };
    const local = environmentOf(host, "local", settingsOf("local", []), { GIT_INDEX_FILE: "i" });
    const own = Object.keys(local).filter((name) => !/^GIT_CONFIG_(KEY|VALUE)_\d+$/.test(name));
    expect(own.sort()).toEqual([
      ...[
        "GIT_CONFIG_COUNT",
        "GIT_INDEX_FILE",
        "GIT_LITERAL_PATHSPECS",
        "GIT_NO_LAZY_FETCH",
        "GIT_NO_REPLACE_OBJECTS",
      ],
      ...["GIT_OPTIONAL_LOCKS", "GIT_TERMINAL_PROMPT", "HOME", "LC_ALL", "PATH"],
    ]);
    expect(environmentOf(host, "network", [], {})).toMatchObject({ SSH_AUTH_SOCK: "s" });
  });
});
