// Keys and trust on a real disk: who may read them, who is believed, and what is never repeated.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCredentials } from "../../../src/core/config/credentials";
import { kiloHome } from "../../../src/core/config/kiloHome";
import { readProjectFile } from "../../../src/core/config/projectFile";
import { addTrust, isTrusted, removeTrust, trustedFolders } from "../../../src/core/config/trust";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-home-"));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe("credentials", () => {
  const write = (text: string, mode = 0o600) => {
    writeFileSync(join(home, "credentials.toml"), text);
    chmodSync(join(home, "credentials.toml"), mode);
  };

  test("the environment wins, then the file, then nothing", async () => {
    write('A_KEY = "from file"\nB_KEY = " from file "\nEMPTY = ""\n');
    const secret = createCredentials({ env: { A_KEY: "from environment", B_KEY: "" }, home });
    expect(await secret("A_KEY")).toBe("from environment");
    expect(await secret("B_KEY")).toBe("from file");
    expect(await secret("EMPTY")).toBeUndefined();
    expect(await secret("OTHER")).toBeUndefined();
    expect(await secret("toString")).toBeUndefined();
  });

  test("no file is no error", async () => {
    expect(await createCredentials({ env: {}, home })("A_KEY")).toBeUndefined();
  });

  test.skipIf(process.platform === "win32").each([
    [0o644, "0644"],
    [0o640, "0640"],
    [0o602, "0602"],
  ])("a file that others can touch is refused: %o", async (mode, shown) => {
    write('A_KEY = "sk-secret"', mode);
    const secret = createCredentials({ env: {}, home });
    const path = join(home, "credentials.toml");
    await expect(secret("A_KEY")).rejects.toThrow(
      `${path} can be read by others (mode ${shown}); run: chmod 600 ${path}`,
    );
  });

  test.each([
    ['A_KEY = "sk-secret', ":1: this is not TOML"],
    ["sk-secret", ":1: this is not TOML"],
    ["A_KEY = 12345", ": A_KEY must be a text"],
  ])("a mistake is told without the key: %s", async (text, expected) => {
    write(text);
    const told = await createCredentials({ env: {}, home })("A_KEY").catch((thrown: Error) => thrown.message);
    expect(told).toContain(expected);
    expect(told).not.toMatch(/sk-secret|12345/);
  });
});

describe("trust", () => {
  test("is for the very folder, by its real path, and lasts", async () => {
    const folder = join(home, "project");
    mkdirSync(join(folder, "vendor"), { recursive: true });
    symlinkSync(folder, join(home, "link"));
    const kilo = join(home, ".kilo");
    expect(await isTrusted(kilo, folder)).toBe(false);
    expect(await addTrust(kilo, join(home, "link"))).toBe(folder);
    await addTrust(kilo, folder);
    expect(await trustedFolders(kilo)).toEqual([folder]);
    expect(await isTrusted(kilo, join(home, "link"))).toBe(true);
    expect(await isTrusted(kilo, join(folder, "vendor"))).toBe(false);
    expect(await isTrusted(kilo, home)).toBe(false);
    expect(await removeTrust(kilo, folder)).toBe(true);
    expect(await removeTrust(kilo, folder)).toBe(false);
    expect(await isTrusted(kilo, folder)).toBe(false);
  });

  test.skipIf(process.platform === "win32")(
    "is kept where only the user can write, and not believed otherwise",
    async () => {
      await addTrust(home, home);
      const path = join(home, "trust.toml");
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, "utf8")).toContain(home);
      chmodSync(path, 0o666);
      await expect(isTrusted(home, home)).rejects.toThrow("can be changed by others");
    },
  );

  test("names with quotes, blanks and other letters", async () => {
    const folder = join(home, `a "b" 'c' ü 漢`);
    mkdirSync(folder);
    await addTrust(home, folder);
    expect(await isTrusted(home, folder)).toBe(true);
  });

  test("what cannot be understood or is not there", async () => {
    await expect(isTrusted(home, join(home, "gone"))).rejects.toThrow("There is no folder");
    writeFileSync(join(home, "trust.toml"), "folders = 3", { mode: 0o600 });
    await expect(addTrust(home, home)).rejects.toThrow("is not a list of folders");
    expect(readFileSync(join(home, "trust.toml"), "utf8")).toBe("folders = 3");
  });
});

test("the project's file: missing, found", async () => {
  expect(await readProjectFile(home)).toEqual({ ok: true, value: null });
  mkdirSync(join(home, ".kilocode"));
  writeFileSync(join(home, ".kilocode/agent-manager.json"), '{"orchestrator":{"budgetUsd":1}}');
  expect(await readProjectFile(home)).toEqual({
    ok: true,
    value: { budgetUsd: 1, ask: [], askRules: [], widens: [] },
  });
});

test.skipIf(process.platform === "win32").each<[string, (path: string) => void, string]>([
  ["a link that leads out", (path) => symlinkSync("/dev/zero", path), "is a link that leads out of "],
  ["a pipe", (path) => execFileSync("mkfifo", [path]), "is not a file."],
  ["a folder", (path) => mkdirSync(path), "is not a file."],
  ["too large", (path) => writeFileSync(path, " ".repeat(1_000_001)), "is larger than 1000 KB."],
])("the project's file that is %s is refused, not waited for", async (_, plant, why) => {
  mkdirSync(join(home, ".kilocode"));
  plant(join(home, ".kilocode/agent-manager.json"));
  const message = expect.stringContaining(`.kilocode/agent-manager.json ${why}`);
  expect(await readProjectFile(home)).toMatchObject({ ok: false, failure: { message } });
});

test.each([
  [{ KILO_HOME: "/elsewhere/kilo", HOME: "/home/me" }, "/elsewhere/kilo"],
  [{ HOME: "/home/me" }, "/home/me/.kilo"],
  [{ KILO_HOME: "", HOME: "/home/me" }, "/home/me/.kilo"],
])("home %j", (env, expected) => {
  expect(kiloHome(env)).toBe(expected);
});
