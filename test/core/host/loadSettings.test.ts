// Which files of a folder have a say: all of a trusted one's where a run starts, none where it is sealed already.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addTrust } from "../../../src/core/config/trust";
import { loadSettings } from "../../../src/core/host/loadSettings";

let top: string;
let folder: string;
beforeEach(async () => {
  top = mkdtempSync(join(realpathSync(tmpdir()), "kilo-settings-"));
  folder = join(top, "project");
  mkdirSync(join(folder, ".kilocode"), { recursive: true });
  mkdirSync(join(top, "home"), { mode: 0o700 });
  writeFileSync(join(top, "home/config.toml"), "[retention]\nmax_gb = 2\n", { mode: 0o600 });
  await addTrust(join(top, "home"), folder);
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const load = (sealed: boolean) =>
  loadSettings(
    { variables: { KILO_HOME: join(top, "home") }, folder },
    { flags: {}, terminal: false, sealed },
  );

test.each([
  ["agent-manager.json", "{ broken"],
  ["mcp.json", '{"mcpServers": 3}'],
])("a mistake in %s stops a start, and no run that is sealed", async (name, text) => {
  writeFileSync(join(folder, ".kilocode", name), text);
  expect(await load(false)).toMatchObject({ ok: false, failure: { code: "invalid-input" } });
  const own = await load(true);
  expect(own.ok && [own.value.trusted, own.value.config.retentionBytes]).toEqual([true, 2e9]);
});

test("a sealed run's folder tightens nothing any more", async () => {
  writeFileSync(join(folder, ".kilocode/agent-manager.json"), '{"orchestrator":{"budgetUsd":1}}');
  const [started, sealed] = [await load(false), await load(true)];
  expect(started.ok && started.value.config.capMicros).toBe(1_000_000);
  expect(sealed.ok && sealed.value.config.capMicros).toBe(2_500_000);
});
