// What a person is told where commands cannot be run on other machines: one sentence each, without a password.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectRedis } from "../../../../src/core/fleet/remote/connectRedis";
import { decodeMessage, encodeMessage } from "../../../../src/core/fleet/remote/encodeMessage";
import { type AgentJob, streamsOf } from "../../../../src/core/fleet/remote/jobs";
import { gatherLive } from "../../../../src/core/fleet/remote/liveText";
import { putParcel, takeParcel } from "../../../../src/core/fleet/remote/parcels";
import {
  readRedisAddress,
  redisAddressOf,
  shownAddress,
} from "../../../../src/core/fleet/remote/redisAddress";
import { RedisChannel } from "../../../../src/core/fleet/remote/redisChannel";
import { swapRoot } from "../../../../src/core/fleet/remote/swapRoot";
import { otherMachines } from "../../../../src/core/host/otherMachines";
import { until } from "../workers/stage";
import { findRedis, type RedisServer, startRedis } from "./redisServer";
import { makeRemoteStage, onStageOfItsOwn, type RemoteStage } from "./stage";

const found = await findRedis();
if (!found.ok) console.log(`Trouble with other machines: skipped, for ${found.why}`);

const password = "p%40ss-word";
const timing = { beatMs: 100, silentMs: 2_000 };

/** What an agent there is told of a command, which its person is told too. */
async function told(stage: RemoteStage, address: string): Promise<string> {
  const root = stage.project("app", { "a.txt": "one\n" });
  const { agents, at, trouble } = stage.team(address, root);
  agents.open("coder", root);
  const said = await at(root)
    .call("run_command", { command: "echo on" })
    .then(
      ({ text }) => text,
      (thrown: Error) => thrown.message,
    );
  expect(trouble).toContain(said);
  return said;
}

describe.skipIf(!found.ok)("trouble with other machines", { timeout: 60_000 }, () => {
  let redis: RedisServer;
  let stage: RemoteStage;
  beforeAll(async () => {
    if (found.ok) redis = await startRedis(found.redis, { password: decodeURIComponent(password) });
  });
  afterAll(() => redis?.stop());
  beforeEach(async () => {
    stage = await makeRemoteStage();
  });
  afterEach(() => stage.remove());
  const url = (secret = password) => `redis://:${secret}@127.0.0.1:${redis.port}`;

  it("is a server that refuses", async () => {
    const said = await told(stage, url("wrong-password"));
    expect(said).toMatch(
      /^Redis at redis:\/\/127\.0\.0\.1:\d+ does not accept the name and password of its address \(WRONGPASS .*\); correct them in KILO_REDIS_URL/,
    );
    expect(said).not.toContain("wrong-password");
  });

  // As other sentences show the address.
  it("is a server that asks for a password, and an address without one", async () => {
    expect(await told(stage, `redis://127.0.0.1:${redis.port}`)).toBe(
      `Redis at redis://127.0.0.1:${redis.port} asks for a password; set KILO_REDIS_URL to the address with it: redis://:password@host:port.`,
    );
  });

  it("is a machine of another version, which says so", async () => {
    const connection = new Redis(url(), { maxRetriesPerRequest: null });
    const why =
      "The worker old (kilo-code 0.0.1) does not understand this driver (test 1); install the same version of Kilo Orchestrator on both machines.";
    const old = new Worker<AgentJob>(
      "agents",
      async ({ data }) => {
        const { down, up } = streamsOf(data.stay);
        const channel = new RedisChannel(connection, { read: down, write: up }, timing);
        channel.send({ type: "refused", why });
        await new Promise<void>((resolve) => channel.onClose(resolve));
      },
      { connection, prefix: "kilo" },
    );
    expect(await told(stage, url())).toBe(why);
    await old.close();
    connection.disconnect();
  });

  it("is a machine that cannot make an agent's folder", async () => {
    await stage.machine(url(), { name: "m" });
    const machines = join(stage.home("m"), "worker", "machines");
    const [own = ""] = readdirSync(machines);
    rmSync(join(machines, own), { recursive: true });
    writeFileSync(join(machines, own), "");
    expect(await told(stage, url())).toMatch(
      /^The machine m \(.*\) cannot take an agent \(ENOTDIR.*\); look at it, or end its worker\.$/,
    );
  });

  it("is a server that takes connections and says nothing", async () => {
    const held: Socket[] = [];
    const server = createServer((socket) => held.push(socket));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    const asked = connectRedis({ Queue, Worker, Redis }, `redis://:${password}@127.0.0.1:${port}`, 50);
    await expect(asked).rejects.toThrow(
      `Redis at redis://127.0.0.1:${port} cannot be reached (no answer); start it or correct its address.`,
    );
    for (const socket of held) socket.destroy();
    server.close();
  });

  it("is a package that is not installed, before anything begins", async () => {
    const home = join(stage.base, "bare");
    const words = [stage.program, url(), home, "m", "worker.cjs", "1"];
    const ended = await promisify(execFile)(process.execPath, words).then(String, ({ stderr }) =>
      String(stderr),
    );
    expect(ended).toContain(
      `need the package bullmq, which is not installed here; run: npm install --prefix "${home}" bullmq@6.7.0 ioredis@6.0.0`,
    );
  });

  it("never is a large message or bundle", async () => {
    const connection = new Redis(url());
    const bytes = Buffer.alloc(9_000_001, 3);
    const name = await putParcel(connection, bytes);
    expect(name).toMatch(/\/3$/);
    expect((await takeParcel(connection, name)).equals(bytes)).toBe(true);
    await expect(takeParcel(connection, name)).rejects.toThrow("are gone");
    await expect(takeParcel(connection, "kilo:machines")).rejects.toThrow("are gone");
    const large = await putParcel(connection, bytes);
    await expect(takeParcel(connection, large, 9_000_000)).rejects.toThrow(
      "The files sent through Redis are larger than 9 MB; they were not taken.",
    );
    connection.disconnect();
  });

  it("never is what an end sends before it hears that the other one has ended: nothing stays in Redis", async () => {
    const connection = new Redis(url(), { maxRetriesPerRequest: null });
    await connection.ping();
    const { down, up } = streamsOf("00000000-0000-4000-8000-000000000003");
    const driver = new RedisChannel(connection, { read: up, write: down }, timing);
    driver.close();
    // Comes with a sign of life, as it does every so often.
    const machine = new RedisChannel(connection, { read: down, write: up }, timing);
    await new Promise<void>((heard) => machine.onClose(heard));
    expect(await connection.exists(up, down)).toBe(0);
    connection.disconnect();
  });
});

describe.skipIf(!found.ok)("trouble that takes its time", { timeout: 60_000 }, () => {
  const waiting = (title: string, work: Parameters<typeof onStageOfItsOwn>[1]) =>
    it.concurrent(title, () => onStageOfItsOwn(found, work, { password: "hidden" }));

  waiting("is a machine that is not there", async (stage, redis) => {
    const shown = `redis://127.0.0.1:${redis.port}`;
    expect(await told(stage, redis.url)).toBe(
      `No machine takes work from Redis at ${shown}; start one with: kilo-code worker --redis ${shown}`,
    );
  });

  waiting("is a driver of another version, and one that is gone", async (stage, redis) => {
    const machine = await stage.machine(redis.url, { name: "m" });
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const queue = new Queue("agents", { connection, prefix: "kilo" });
    const stay = "00000000-0000-4000-8000-000000000001";
    const { down, up } = streamsOf(stay);
    const channel = new RedisChannel(connection, { read: up, write: down }, timing);
    const heard: unknown[] = [];
    channel.onMessage((message) => heard.push(message));
    await queue.add("agent", { protocol: 99, product: "kilo-code 9.9.9", stay });
    await until(() => heard.length > 0);
    expect(heard).toEqual([
      {
        type: "refused",
        why: expect.stringMatching(
          /^The worker m \(.*\) \(test 1\) does not understand this driver \(kilo-code 9\.9\.9\); install the same version/,
        ),
      },
    ]);
    channel.close();
    const gone = {
      stay: "00000000-0000-4000-8000-000000000002",
      run: "r",
      agent: "a",
      project: "0".repeat(64),
    };
    await queue.add("agent", {
      ...gone,
      protocol: 1,
      product: "p",
      limits: { memoryBytes: null, cpus: null },
    });
    await machine.told("ended");
    expect(machine.events.find(({ type }) => type === "ended")?.why).toBe("its driver is done or gone");
    await queue.close();
    connection.disconnect();
  });

  waiting("is a server that is full, for who sends and for who works", async (stage, redis) => {
    const connection = new Redis(redis.url);
    await connection.config("SET", "maxmemory", "1");
    connection.disconnect();
    const full =
      /Redis at redis:\/\/127\.0\.0\.1:\d+ is full \(OOM .*\); give it more memory, or one of its own\./;
    expect(await told(stage, redis.url)).toMatch(full);
    const words = [stage.program, redis.url, stage.home("m"), "m", "worker.cjs", "1"];
    const ended = await promisify(execFile)(process.execPath, words).then(String, ({ stderr }) =>
      String(stderr),
    );
    expect(ended).toMatch(full);
  });
});

describe("words on their way", () => {
  it("name no password and no other server", () => {
    expect(shownAddress("rediss://me:secret@host:1/2")).toBe("rediss://host:1/2");
    expect(readRedisAddress("rediss://me:secret@host:1/2").ok).toBe(true);
    for (const right of ["redis://host", "redis://:100%25@host/", "redis://me:a%2Fb@host:6379/2"])
      expect(readRedisAddress(right).ok).toBe(true);
    const unread = [
      "redis://:100%@host",
      "redis://me:12/rest@host:6379",
      "redis://host/name",
      "REDISS://host",
    ];
    for (const wrong of ["http://host", "redis://", "host:6379", "", ...unread]) {
      const read = readRedisAddress(wrong);
      expect(!read.ok && read.failure.message).toMatch(/^The address of Redis must be redis:\/\/host:port/);
    }
  });

  it("come from the key, else from the configuration", async () => {
    const executor = { kind: "bullmq" as const, redis: "redis://config" };
    expect(await redisAddressOf({ executor }, async () => "redis://key")).toBe("redis://key");
    expect(await redisAddressOf({ executor }, async () => undefined)).toBe("redis://config");
    const none = redisAddressOf({ executor: { ...executor, redis: null } }, async () => undefined);
    await expect(none).rejects.toThrow(/needs the address of Redis.*KILO_REDIS_URL/);
  });

  it("are one sentence before a session begins", async () => {
    const home = mkdtempSync(join(tmpdir(), "kilo-home-"));
    writeFileSync(join(home, "package.json"), "{}");
    const place = { variables: { HOME: home } };
    const none = async () => undefined;
    const here = await otherMachines(place, { workers: { executor: "local", redis: null } }, none);
    expect(here).toEqual({ ok: true, value: {} });
    const lost = await otherMachines(place, { workers: { executor: "bullmq", redis: null } }, none);
    expect(!lost.ok && lost.failure.code).toBe("key-missing");
    const away = await otherMachines(place, { workers: { executor: "bullmq", redis: "redis://a" } }, none);
    expect(away).toEqual({ ok: true, value: { executor: { kind: "bullmq", redis: "redis://a" } } });
    rmSync(home, { recursive: true });
  });

  it.each([
    ["/a/b", "cd /a/b && ls /a/b/c", "cd /x && ls /x/c"],
    ["/a/b", "/a/bc /a/b-1 /a/b.d", "/a/bc /a/b-1 /a/b.d"],
    ["/a/b", ["/a/b:3", { deep: "'/a/b'" }, 4, null], ["/x:3", { deep: "'/x'" }, 4, null]],
    ["/a (1)", "/a (1)/c", "/x/c"],
  ])("swap the folder %s", (from, value, wanted) => {
    expect(swapRoot<unknown>(value, from, "/x")).toEqual(wanted);
  });

  it("keep maps", () => {
    const value = { a: new Map([["b", 1]]), c: [new Map()] };
    expect(decodeMessage(encodeMessage(value))).toEqual(value);
    expect(decodeMessage("{")).toBeNull();
  });

  it("are gathered and cut while they come", async () => {
    const sent: string[] = [];
    const live = gatherLive((text) => sent.push(text), new AbortController().signal);
    for (let at = 0; at < 1_000; at += 1) live.take("x".repeat(100));
    live.take("end");
    await until(() => sent.length > 0);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.length).toBeLessThan(33_000);
    expect(sent[0]?.endsWith("end")).toBe(true);
  });
});
