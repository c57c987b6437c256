// a log cut at every byte offset, with every bit flipped, with lines swapped, doubled and dropped.
// Figures: no crash; cut logs resume or say what was cut; altered bytes are always told and never become an event.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { decodeLine, encodeLines } from "../../../src/core/log/eventLine";
import { createJsonlStore } from "../../../src/core/log/jsonlStore";
import { type LogScan, scanLog } from "../../../src/core/log/logScan";
import type { RunEvent } from "../../../src/protocol/event";
import { tally } from "../../faults/tally";
import { note, someFacts } from "./someFacts";

/** Sixty facts of two epochs, as lines. */
const events: RunEvent[] = someFacts(60).map((fact, index) => ({
  v: 1,
  seq: index + 1,
  epoch: index < 40 ? 1 : 2,
  at: 1_763_000_000_000 + index,
  fact,
}));
const lines = events.map((event) => encodeLines([event]));
const whole = Buffer.concat(lines);
/** The offset after each line. */
const ends = lines.map((_line, index) => Buffer.concat(lines.slice(0, index + 1)).length);

function scan(bytes: Buffer, piece = Number.POSITIVE_INFINITY): Promise<LogScan> {
  return scanLog({
    size: () => bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + Math.min(length, piece)),
  });
}

const folder = mkdtempSync(join(tmpdir(), "kilo-scan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a whole log is read back as it was written, whatever pieces it is read in", async () => {
  for (const piece of [Number.POSITIVE_INFINITY, 20_000, 6_000]) {
    const { events: read, cutBytes, damage, end } = await scan(whole, piece);
    expect(read).toEqual(events);
    expect([cutBytes, damage, end]).toEqual([0, null, { offset: whole.length, line: 60, seq: 60, epoch: 2 }]);
  }
});

test("a line larger than a read is put together", async () => {
  const large: RunEvent = { v: 1, seq: 1, epoch: 1, at: 1, fact: note("ö".repeat(2_500_000)) };
  const after: RunEvent = { v: 1, seq: 2, epoch: 1, at: 1, fact: note("small") };
  const read = await scan(encodeLines([large, after]));
  expect(read.damage).toBeNull();
  expect(read.events).toEqual([large, after]);
});

test("cut at every byte offset, the log is whole up to there or says how many bytes are torn", async () => {
  for (let offset = 0; offset <= whole.length; offset++) {
    const count = ends.filter((end) => end <= offset).length;
    const read = await scan(whole.subarray(0, offset));
    const expected = [count, offset - (ends[count - 1] ?? 0), null];
    // `expect` on each of some 23,500 cases costs more than the cases.
    const found = [read.events.length, read.cutBytes, read.damage];
    if (String(found) !== String(expected))
      throw new Error(`offset ${offset}: ${found} instead of ${expected}`);
  }
  tally({ what: "a log cut at every byte", tried: whole.length + 1, lost: 0 });
});

test("on disk, cut around every line end and within, the run is opened, appended to and whole again", async () => {
  const offsets = ends.flatMap((end) => [end - 60, end - 19, end - 1, end, end + 1, end + 9]);
  for (const offset of offsets.filter((each) => each <= whole.length)) {
    writeFileSync(join(folder, "events.jsonl"), whole.subarray(0, offset));
    const store = createJsonlStore(folder);
    const opened = await store.open(Date.now());
    if (!opened.ok) throw new Error(opened.failure.message);
    const { log, epoch } = opened.value;
    const kept = ends.filter((end) => end <= offset);
    expect([log.events.length, log.cutBytes]).toEqual([kept.length, offset - (kept.at(-1) ?? 0)]);
    if (log.cutBytes > 0) {
      const copy = readFileSync(join(folder, `events.jsonl.torn-${epoch}`));
      expect(copy).toEqual(whole.subarray(kept.at(-1) ?? 0, offset));
    }
    store.append([note("resumed")], 1);
    const read = await store.read();
    expect([read.events.length, read.cutBytes, read.damage]).toEqual([kept.length + 1, 0, null]);
    await store.close();
  }
});

describe("altered bytes", () => {
  // Twenty lines over the whole log, the last one among them.
  const sampled = lines.map((_line, index) => index).filter((index) => index % 3 === 2);

  test("every single flipped bit of a line is told by the line itself", () => {
    expect(sampled).toHaveLength(20);
    let tried = 0;
    for (const index of sampled) {
      const line = lines[index] ?? Buffer.alloc(0);
      const bytes = Buffer.from(line);
      for (let bit = 0; bit < (line.length - 1) * 8; bit++) {
        tried += 1;
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        if (typeof decodeLine(bytes, 0, bytes.length - 1) !== "string")
          throw new Error(`line ${index} bit ${bit}`);
        bytes[bit >> 3] = line[bit >> 3] ?? 0;
      }
    }
    tally({ what: "bits of the log flipped", tried, lost: 0 });
  });

  test("within a log it is damage that names the line, or a torn tail at the very end; no altered event is read", async () => {
    for (const index of sampled) {
      const start = ends[index - 1] ?? 0;
      const end = ends[index] ?? 0;
      for (let at = start; at < end; at++) {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at & 7));
        const read = await scan(bytes);
        const isTold =
          read.damage === null
            ? index === 59 && read.cutBytes === end - start
            : read.damage.message.includes(`Line ${index + 1} `);
        if (read.events.length !== index || !isTold) throw new Error(`byte ${at} of line ${index + 1}`);
      }
    }
  });

  test.each([
    ["a line dropped", (list: Buffer[], at: number) => list.toSpliced(at, 1), 0],
    ["a line doubled", (list: Buffer[], at: number) => list.toSpliced(at, 0, list[at] ?? whole), 1],
    [
      "two lines swapped",
      (list: Buffer[], at: number) => list.toSpliced(at, 2, list[at + 1] ?? whole, list[at] ?? whole),
      0,
    ],
    ["an empty line", (list: Buffer[], at: number) => list.toSpliced(at, 0, Buffer.from("\n")), 0],
    [
      "a line without its end",
      (list: Buffer[], at: number) => list.toSpliced(at, 1, (list[at] ?? whole).subarray(0, -1)),
      0,
    ],
  ])("%s anywhere is damage there", async (name, change, kept) => {
    // The two last lines aside: what is wrong at the very end is a torn tail.
    for (let at = 0; at < lines.length - 2; at++) {
      const read = await scan(Buffer.concat(change(lines, at)));
      expect([at, read.events.length, read.damage?.code]).toEqual([at, at + kept, "log-damaged"]);
    }
    tally({ what: `in the log, ${name}`, tried: lines.length - 2, lost: 0 });
  });

  test.each([
    ["no object", "7"],
    ["a number below one", '{"v":1,"seq":0,"epoch":1,"at":1,"fact":{"type":"x"}'],
    ["a fact without type", '{"v":1,"seq":1,"epoch":1,"at":1,"fact":{}'],
    ["no fact", '{"v":1,"seq":1,"epoch":1,"at":1'],
    ["no time", '{"v":1,"seq":1,"epoch":1,"at":null,"fact":{"type":"x"}'],
    ["bad JSON", '{"v":1,"seq":1,'],
  ])("a line with a right checksum that is no event is damage, even as the last: %s", async (_name, body) => {
    const line = `${body},"crc":"${crc32(body).toString(16).padStart(8, "0")}"}\n`;
    const read = await scan(Buffer.from(line));
    expect([read.events.length, read.cutBytes, read.damage?.code]).toEqual([0, 0, "log-damaged"]);
  });

  test("a zeroed tail, as a power cut leaves it, is torn", async () => {
    const read = await scan(Buffer.concat([whole, Buffer.alloc(4096)]));
    expect([read.events.length, read.cutBytes, read.damage]).toEqual([60, 4096, null]);
  });
});
