// run_command with real commands, and the tools that the engine answers itself.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isPrepared } from "../../../src/core/tools/tool";
import { makeSetting, type Setting } from "./setting";

let setting: Setting;
beforeEach(() => {
  setting = makeSetting();
  setting.put("sub/x", "x\n");
});
afterEach(() => setting.remove());

describe("run_command", () => {
  it("announces the line and the folder and runs nothing yet", async () => {
    const call = await setting.prepare("run_command", { command: "touch made", cwd: "sub" });
    expect(call).toMatchObject({
      effect: "command",
      targets: ["touch made"],
      command: { line: "touch made", cwd: "sub" },
    });
    expect(existsSync(join(setting.root, "sub/made"))).toBe(false);
    if (isPrepared(call)) await call.run();
    expect(existsSync(join(setting.root, "sub/made"))).toBe(true);
    expect(await setting.prepare("run_command", { command: "ls" })).toMatchObject({ command: { cwd: "" } });
  });

  it.each([
    [{ command: "echo hi; echo err >&2; exit 3" }, /^exit 3\.\n(hi\nerr|err\nhi)\n$/, 3, undefined],
    [{ command: "true" }, /^exit 0\.\n\(no output\)$/, 0, undefined],
    [{ command: "cat" }, /^exit 0/, 0, undefined],
    [{ command: "kill -9 $$" }, /^ended by SIGKILL\./, null, true],
    [
      { command: "echo begun; tail -f /dev/null", timeout: 1 },
      /ran longer than 1 s and was ended\.\nbegun\n/,
      null,
      true,
    ],
    [{ command: "printf '\\033[31mred\\033[0m\\n'" }, /^exit 0\.\nred\n$/, 0, undefined],
    [{ command: "echo $KILO_RUN" }, /^exit 0\.\nr\n$/, 0, undefined],
  ])("%j", async (input, text, exitCode, isError) => {
    const output = await setting.call("run_command", input);
    expect(output.text).toMatch(text);
    expect([output.exitCode, output.isError]).toEqual([exitCode, isError]);
  });

  it("cannot widen the limit and stays in the project", async () => {
    setting.context.limits.commandWallMs = 300;
    const output = await setting.call("run_command", { command: "tail -f /dev/null", timeout: 1000 });
    expect(output.note).toMatch(/^timed out/);
    for (const cwd of ["..", "/tmp", "missing", "sub/x"]) {
      expect((await setting.call("run_command", { command: "ls", cwd })).isError).toBe(true);
    }
  });

  it("makes the agent's own folder where it is to begin it, and no other", async () => {
    setting.context.cwd = "new/own";
    const call = await setting.prepare("run_command", { command: "touch made" });
    expect(call).toMatchObject({ effect: "command", command: { cwd: "new/own" } });
    expect(existsSync(join(setting.root, "new"))).toBe(false);
    if (isPrepared(call)) expect(await call.run()).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(setting.root, "new/own/made"))).toBe(true);
    expect((await setting.call("run_command", { command: "ls", cwd: "missing" })).isError).toBe(true);
    setting.context.cwd = "new/named";
    expect((await setting.call("run_command", { command: "ls", cwd: "new" })).exitCode).toBe(0);
    expect((await setting.call("run_command", { command: "ls", cwd: "./new/named" })).exitCode).toBe(0);
    setting.context.cwd = "sub/x";
    expect((await setting.call("run_command", { command: "ls" })).isError).toBe(true);
  });

  it("shows output while it comes", async () => {
    await setting.call("run_command", { command: "echo shown" });
    expect(setting.live.join("")).toBe("shown\n");
  });
});

describe("tools that the engine answers", () => {
  it.each([
    ["attempt_completion", { result: "done" }],
    ["submit_plan", { summary: "s", steps: [{ title: "t", instructions: "i" }] }],
    ["report_verification", { verdict: "stuck", summary: "s" }],
  ])("%s ends the task and does nothing itself", async (name, input) => {
    expect(await setting.prepare(name, input)).toMatchObject({ effect: "ending", targets: [] });
  });

  it("ask_user cannot be run", async () => {
    expect(await setting.prepare("ask_user", { question: "?" })).toMatchObject({
      effect: "read",
      targets: [],
    });
    expect((await setting.call("ask_user", { question: "?" })).isError).toBe(true);
  });
});
