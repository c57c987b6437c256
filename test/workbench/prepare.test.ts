// How the workbench is made, with stand-ins for npm, apt and the compilers: whole or not at all, once, and never an error.
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = join(import.meta.dirname, "prepare.mjs");
const tools = ["git", "curl", "python3", "make", "c++", "pkg-config", "krb5-config", "chromium"];
/** Makes what the packages would bring, and counts how often it was asked. */
const goodNpm = `if test "$1" = config; then echo /machine/npmrc; exit; fi
echo "$npm_config_globalconfig $npm_config_user_agent $@" >> "$LOG"
mkdir -p node_modules/node-linux-${process.arch}/bin node_modules/code-server/out/node
printf '#!/bin/sh\\nexit 0\\n' > node_modules/node-linux-${process.arch}/bin/node
chmod +x node_modules/node-linux-${process.arch}/bin/node`;

let top: string;
let bin: string;

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), "kwb-"));
  bin = join(top, "bin");
  await mkdir(bin);
  for (const name of tools) await program(name, "exit 0");
  for (const name of ["mkdir", "chmod"]) await symlink(`/bin/${name}`, join(bin, name));
  await program("npm", goodNpm);
});

afterEach(() => rm(top, { recursive: true, force: true }));

async function program(name: string, lines: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${lines}\n`);
  await chmod(join(bin, name), 0o755);
}

async function prepare(more: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  const env = { PATH: bin, HOME: top, XDG_CACHE_HOME: join(top, "cache"), LOG: join(top, "log"), ...more };
  const { stdout, code } = await promisify(execFile)(process.execPath, [script], { env }).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (thrown: { stdout: string; code: number }) => thrown,
  );
  return { code, said: stdout.trim() };
}

const cached = () => readdir(join(top, "cache", "kilo-orchestrator")).catch(() => []);

describe("prepareWorkbench", () => {
  it("makes the workbench once and finds it afterwards", async () => {
    // As under `npm test`, which says what Node it runs on.
    const outer = { npm_config_user_agent: "npm/11.19.1 node/v20.20.2" };
    const [first, second] = [await prepare(outer), await prepare(outer)];
    expect(first).toEqual(second);
    expect(JSON.parse(first.said)).toMatchObject({ ok: true, chromium: join(bin, "chromium") });
    expect(await cached()).toEqual([expect.stringMatching(/^workbench-[\d.]+-node-[\d.]+-(x64|arm64)$/)]);
    const asked = (await readFile(join(top, "log"), "utf8")).trim().split("\n");
    expect(asked.map((line) => line.split(" ").at(-1)?.replace(/@.*/, ""))).toEqual([
      `node-linux-${process.arch}`,
      "code-server",
    ]);
    // The second runs under another Node, and still with the machine's own configuration; what it tells scripts is its own.
    expect(asked.join("\n")).not.toContain("node/v20");
    expect(asked[1]).toMatch(/^\/machine\/npmrc /);
  });

  it("leaves nothing of a build that failed but its output", async () => {
    await program("npm", "mkdir -p node_modules/half; echo 'npm error network is unreachable' >&2; exit 1");
    const { code, said } = await prepare();
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/^npm could not install node-linux-.*: npm error network is unreachable$/),
    });
    expect(await cached()).toEqual(["workbench-failure.log"]);
  });

  it("removes what a build that was killed has left", async () => {
    await prepare();
    const [made = ""] = await cached();
    const cache = join(top, "cache", "kilo-orchestrator");
    await rm(join(cache, made, "ready.json"));
    // No process has an id beyond the highest one Linux gives.
    await mkdir(join(cache, `${made}.partial-99999999-abc`));
    expect((await prepare()).code).toBe(0);
    expect(await cached()).toEqual([made]);
  });

  it.each([
    ["chromium", /chromium/],
    ["krb5-config", /libkrb5-dev/],
  ])("names the package that is missing: %s", async (name, sentence) => {
    await rm(join(bin, name));
    const { code, said } = await prepare();
    expect(code).toBe(1);
    expect(said).toMatch(sentence);
    expect(said.split("\n")).toHaveLength(1);
    expect(await cached()).toEqual([]);
  });

  it("takes the Chromium it is told, and no other in its place", async () => {
    const other = join(bin, "git");
    expect(JSON.parse((await prepare({ KILO_CHROMIUM: other })).said)).toMatchObject({ chromium: other });
    expect(await prepare({ KILO_CHROMIUM: join(bin, "none") })).toEqual({
      code: 1,
      said: expect.stringContaining("KILO_CHROMIUM"),
    });
  });

  it("installs what is missing only where it may", async () => {
    await rm(join(bin, "git"));
    await program("apt-get", `echo "apt $@" >> "$LOG"`);
    const { code, said } = await prepare();
    const asked = await readFile(join(top, "log"), "utf8").catch(() => "");
    if (process.getuid?.() === 0) expect(asked).toMatch(/apt .*install .*git\n/);
    else
      expect({ code, said, asked }).toMatchObject({
        code: 1,
        said: expect.stringContaining("only root"),
        asked: "",
      });
  });
});
