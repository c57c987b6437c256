// How a system's means are found and used: control groups as files in a folder, and the cores a process may use.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memorySize } from "../../../../src/core/config/sessionFiles/memorySize";
import { makeControlGroup } from "../../../../src/core/fleet/workers/controlGroup";
import { MemoryUse } from "../../../../src/core/fleet/workers/memoryUse";
import { allowedCores } from "../../../../src/core/fleet/workers/processorShare";
import { memoryText, usedText } from "../../../../src/core/fleet/workers/resourceLimits";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kilo-limits-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const limits = { memoryBytes: 500_000_000, cpus: 1.5 };

/** A mount with this process in `/session/own`; what each group shares out is given. */
function mount(shared: { session: string; own: string }) {
  mkdirSync(join(folder, "session/own"), { recursive: true });
  writeFileSync(join(folder, "cgroup.controllers"), "cpu memory");
  writeFileSync(join(folder, "session/cgroup.subtree_control"), `${shared.session}\n`);
  writeFileSync(join(folder, "session/own/cgroup.subtree_control"), `${shared.own}\n`);
  writeFileSync(join(folder, "self"), "1:name=systemd:/x\n0::/session/own\n");
  return { mount: folder, own: join(folder, "self") };
}

describe("a control group", () => {
  it("is made beside this process where the group above shares memory and time out", () => {
    const group = makeControlGroup("kilo-1", limits, mount({ session: "cpu memory", own: "" }));
    const text = (file: string) => readFileSync(join(folder, "session/kilo-1", file), "utf8");
    group?.add(42);
    expect([group?.memory, group?.cpus]).toEqual([true, true]);
    expect([text("memory.max"), text("memory.oom.group"), text("cpu.max")]).toEqual([
      "500000000",
      "1",
      "150000 100000",
    ]);
    expect(text("cgroup.procs")).toBe("42");
    expect(group?.ranOut()).toBe(false);
    writeFileSync(join(folder, "session/kilo-1/memory.events"), "low 0\noom 1\noom_kill 3\n");
    expect(group?.ranOut()).toBe(true);
  });

  it("holds what there is to hold, and only what was asked", () => {
    const places = mount({ session: "pids memory", own: "" });
    const group = makeControlGroup("kilo-1", limits, places);
    expect([group?.memory, group?.cpus]).toEqual([true, false]);
    expect(makeControlGroup("kilo-2", { memoryBytes: null, cpus: 1 }, places)).toBeNull();
    expect(makeControlGroup("kilo-3", { memoryBytes: null, cpus: null }, places)).toBeNull();
    expect(existsSync(join(folder, "session/kilo-2"))).toBe(false);
  });

  it("is not made where nothing is shared out, or there are none of this kind", () => {
    const places = mount({ session: "", own: "" });
    expect(makeControlGroup("kilo-1", limits, places)).toBeNull();
    rmSync(join(folder, "cgroup.controllers"));
    expect(makeControlGroup("kilo-1", limits, places)).toBeNull();
    expect(makeControlGroup("kilo-1", limits, { ...places, own: join(folder, "nothing") })).toBeNull();
  });

  it.skipIf(process.getuid?.() === 0)("is not made where this user may not", () => {
    const places = mount({ session: "cpu memory", own: "" });
    chmodSync(join(folder, "session"), 0o555);
    expect(makeControlGroup("kilo-1", limits, places)).toBeNull();
    chmodSync(join(folder, "session"), 0o755);
  });
});

describe("the cores a process may use", () => {
  const table: [string, number[] | null][] = [
    ["Name:\tnode\nCpus_allowed_list:\t0-3,8\n", [0, 1, 2, 3, 8]],
    ["Cpus_allowed_list:\t5\n", [5]],
    ["Name:\tnode\n", null],
    ["Cpus_allowed_list:\tx\n", null],
  ];
  it.each(table)("are read from %j", (text, cores) => {
    writeFileSync(join(folder, "status"), text);
    expect(allowedCores(join(folder, "status"))).toEqual(cores);
  });
});

describe("memory", () => {
  it("is told only where it is over the limit", () => {
    const use = new MemoryUse();
    const here = [{ pid: process.pid, tag: "nobody's" }];
    expect(use.over(here, 2 ** 50)).toEqual([null]);
    expect(use.over(here, 1)[0]).toBeGreaterThan(1_000_000);
  });
});

describe("a limit of memory", () => {
  it.each([
    "4 GB",
    "1.5 GB",
    "512 MB",
    "1025 MB",
    "0.7 GB",
    "64 MB",
    "1024 GB",
  ])("of %s is told so", (written) => {
    expect(memoryText(memorySize(written) ?? 0)).toBe(written);
  });

  it("in bytes is told in plain megabytes, and what is used in those of its limit", () => {
    expect(memoryText(300_000_000)).toBe("300 MB");
    expect(usedText(310_000_000, 300_000_000)).toBe("310 MB");
    expect(usedText(5 * 1024 ** 3, memorySize("4GB"))).toBe("5120 MB");
  });
});
