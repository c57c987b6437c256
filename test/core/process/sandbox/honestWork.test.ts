// What a project does every day works in the sandbox as outside, and ends as truly told.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShellCommand } from "../../../../src/core/process/runShell";
import { missing, openPlace, type Place } from "../../../faults/sandbox/place";

let place: Place;
beforeAll(() => {
  if (!missing) place = openPlace();
});
afterAll(() => place?.close());

const outside = missing ? `, ${missing}` : "";
const listening = (inner: string) =>
  `node -e 'const s=require("http").createServer((q,r)=>r.end("served")).listen(0,"127.0.0.1",async()=>{${inner}})'`;

describe.skipIf(missing !== null)(`work in the sandbox${outside}`, () => {
  const table: [string, string, string | RegExp][] = [
    ["the project's tests", "npm test", /pass 1/],
    ["a program of the project", "node -e 'import(\"./sum.mjs\").then((m)=>console.log(m.sum(1,2)))'", "3\n"],
    [
      "a server on its own loopback",
      listening('console.log(await (await fetch("http://127.0.0.1:"+s.address().port)).text());s.close()'),
      "served\n",
    ],
    [
      "a socket of its own",
      `node -e 'require("net").createServer().listen("/tmp/own",()=>{console.log("up");process.exit()})'`,
      "up\n",
    ],
    ["temporary files", 'f=$(mktemp) && echo kept > "$f" && cat "$f" && mktemp -d > /dev/null', "kept\n"],
    ["the folder for temporary files", "echo $TMPDIR", "/tmp\n"],
    ["a build cache for go", 'mkdir -p "$GOCACHE" && echo x > "$GOCACHE/x" && cat "$GOCACHE/x"', "x\n"],
    ["shared memory", "echo x > /dev/shm/x && cat /dev/shm/x", "x\n"],
    [
      "writing in the project",
      "mkdir -p out/deep && echo built > out/deep/file && cat out/deep/file && rm -r out",
      "built\n",
    ],
    ["git that only reads", "git status --short && git log --oneline | wc -l && git diff --stat", "1\n"],
    [
      "a repository of a test's own",
      "cd /tmp && git init -q mine && cd mine && git config user.name me && git config user.name",
      "me\n",
    ],
    ["a path that is followed", "cat link/file.txt", "outside\n"],
    ["a pipe that ends early", "yes | head -n 1", "y\n"],
    ["background jobs", "sleep 0.01 & wait $! && echo waited", "waited\n"],
    ["processes", "ps -o comm= -p $$; true", "bash\n"],
    ["both streams", "echo out; echo err >&2", /out[\s\S]*err|err[\s\S]*out/],
    ["no input", "cat; echo end", "end\n"],
    ["no third stream", "(echo x >&3) 2>/dev/null || echo closed", "closed\n"],
  ];
  it.each(table)("%s", { timeout: 30_000 }, async (_, line, text) => {
    const result = await place.run(line);
    if (typeof text === "string") expect([result.exitCode, result.text]).toEqual([0, text]);
    else expect([result.exitCode, result.text]).toEqual([0, expect.stringMatching(text)]);
  });

  it("keeps temporary files from one command to the next, away from everybody else's", async () => {
    await place.run("echo first > /tmp/between");
    expect((await place.run("cat /tmp/between")).text).toBe("first\n");
    expect(readFileSync(join(place.plan.temporary, "between"), "utf8")).toBe("first\n");
  });

  it("reads the line exactly as it is written", async () => {
    const line = `printf '%s|' "$0" 'a b' "\\$HOME" \`echo t\` '"' "'" $'\\n' "\${x:-d}"; # $(no)`;
    const plain = `/bin/bash|a b|$HOME|t|"|'|\n|d|`;
    expect((await place.run(line)).text).toBe(plain);
  });

  it("writes further folders where the user names them, and nowhere else", async () => {
    const more = openPlace();
    try {
      more.plan.write.push(join(more.base, "outside"));
      expect((await more.run("echo changed > ../outside/file.txt && cat link/file.txt")).text).toBe(
        "changed\n",
      );
      expect((await more.run("echo x > ~/x")).exitCode).toBe(1);
    } finally {
      more.close();
    }
  });

  it("has the network where it was allowed, for that command only", async () => {
    const server = createServer((_, answer) => answer.end("host"));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const line = `node -e 'fetch("http://127.0.0.1:${port}").then((r)=>r.text()).then(console.log,()=>console.log("none"))'`;
    expect((await place.run(line, { network: true })).text).toBe("host\n");
    expect((await place.run(line)).text).toBe("none\n");
    server.close();
  });
});

describe.skipIf(missing !== null)(`how it ended${outside}`, () => {
  const table: [string, string, Partial<ShellCommand>, string, number | null, string | null][] = [
    ["zero", "true", {}, "exited", 0, null],
    ["not zero", "exit 41", {}, "exited", 41, null],
    ["unknown program", "no-such-program-here", {}, "exited", 127, null],
    ["a number like a signal's", "exit 137", {}, "exited", 137, null],
    ["a child's signal is the shell's number", "bash -c 'kill -9 $$'; exit $?", {}, "exited", 137, null],
    ["killed", "kill -KILL $$", {}, "signalled", null, "SIGKILL"],
    ["ended", "kill -TERM $$", {}, "signalled", null, "SIGTERM"],
    ["crashed", "kill -SEGV $$", {}, "signalled", null, "SIGSEGV"],
    ["all of it killed", "kill -9 -1", {}, "signalled", null, "SIGKILL"],
    ["wall limit", "tail -f /dev/null", { wallMs: 300 }, "timed-out", null, null],
    ["idle limit", "tail -f /dev/null", { idleMs: 300 }, "idle", null, null],
    ["the missing folder", "true", { cwd: "/no/such/folder" }, "not-started", null, null],
    ["a line longer than the system takes", `: ${"x".repeat(3_000_000)}`, {}, "not-started", null, null],
  ];
  it.each(table)("%s", async (_, line, more, end, exitCode, signal) => {
    const result = await place.run(line, more);
    expect([result.end, result.exitCode, result.signal]).toEqual([end, exitCode, signal]);
  });

  it("leaves a stopped command time to clean up", async () => {
    const stop = new AbortController();
    const file = join(place.root, "cleaned");
    writeFileSync(file, "no\n");
    const line = "trap 'echo yes > cleaned; exit' TERM; echo ready; while :; do sleep 0.02; done";
    const result = await place.run(line, {
      signal: stop.signal,
      onOutput: (text) => text.includes("ready") && stop.abort(),
    });
    expect([result.end, result.failure?.code]).toEqual(["signalled", "aborted"]);
    expect(readFileSync(file, "utf8")).toBe("yes\n");
    rmSync(file);
  });

  it("says that nothing ran where the sandbox cannot be made, and never runs without", async () => {
    place.plan.write.push("/proc/self/fd");
    const broken = await place.run("echo ran > ran.txt");
    place.plan.write.pop();
    expect([broken.end, broken.text]).toEqual([
      "not-started",
      expect.stringMatching(/^The sandbox could not be made: bwrap: /),
    ]);
    expect(() => readFileSync(join(place.root, "ran.txt"))).toThrow();
    place.plan.kind = "seatbelt";
    const other = await place.run("echo ran > other.txt");
    place.plan.kind = "bubblewrap";
    expect([other.end, other.failure?.code]).toEqual(["not-started", "not-allowed"]);
    expect(() => readFileSync(join(place.root, "other.txt"))).toThrow();
  });
});
