import { mkdirSync, rmSync } from "node:fs";
import { execFileSync, spawn } from "node:child_process";
import { it } from "vitest";
import { startModelServer } from "../../src/demo/modelServer/startModelServer";
import { bundlePlayer } from "./inPlayer";
import { plantSeed, plotReply } from "./plot";
import { createScene } from "./scene";
it("p", async () => {
  rmSync("/tmp/k/prof", { recursive: true, force: true });
  mkdirSync("/tmp/k/prof/seed", { recursive: true });
  plantSeed("/tmp/k/prof/seed");
  const server = await startModelServer(plotReply);
  await bundlePlayer("/tmp/k/prof");
  const go = (...pre: string[]) => new Promise<void>((resolve) => {
    const scene = createScene("/tmp/k/prof/seed");
    const c = spawn("/usr/bin/env", ["bash","-c", `time ${pre.join(" ")} "$0" "$@"`, process.execPath, "--cpu-prof", "--cpu-prof-dir=/tmp/k/prof/cpu", "/tmp/k/prof/player.cjs", JSON.stringify({ home: scene.home, url: server.url, run: null, kill: null, inCommand: null, person: "leaves" })], { stdio: ["ignore", "ignore", "pipe"] });
    let err = ""; c.stderr.on("data", (x) => (err += x)); c.on("close", () => { console.log(err); scene.clean(); resolve(); });
  });
  await go(); await go("strace", "-f", "-qq", "-e", "trace=execve", "-c").catch(() => {}); 
});
void execFileSync;
