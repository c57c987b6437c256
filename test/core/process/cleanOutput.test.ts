// What a model reads of raw output.
import { describe, expect, it } from "vitest";
import {
  cleanBytes,
  cleanOutput,
  continuingBytes,
  unfinishedBytes,
} from "../../../src/core/process/cleanOutput";

describe("cleanOutput", () => {
  const table: [string, string, string][] = [
    ["plain text", "a\tb\n", "a\tb\n"],
    ["colours", "\x1b[1;31mred\x1b[0m and \x1b[38;5;12mblue\x1b[m", "red and blue"],
    ["cursor and erase", "\x1b[2K\x1b[1A\x1b[?25lx\x1b[?25h", "x"],
    ["a title by OSC with BEL", "\x1b]0;title\x07after", "after"],
    ["a link by OSC with ST", "\x1b]8;;https://x.test\x1b\\link\x1b]8;;\x1b\\", "link"],
    ["an OSC without an end takes its line only", "\x1b]0;open\nnext", "\nnext"],
    ["eight-bit sequences", "\u009b31mred\u009d0;t\u009cx", "redx"],
    ["a sequence cut at the end", "text\x1b[3", "text"],
    ["a lone escape", "a\x1b", "a"],
    ["charset choice", "\x1b(Bx", "x"],
    ["NUL and bells", "a\0b\x07c\x7fd", "abcd"],
    ["CRLF", "a\r\nb\r\n", "a\nb\n"],
    ["progress", "10%\r50%\r100%\ndone\n", "100%\ndone\n"],
    ["progress with a blank last part", "10%\r100%\r\nnext", "100%\nnext"],
    ["progress that is not over", "10%\r50%\r", "50%"],
    ["overstriking", "N\bNA\bAM\bME\bE", "NAME"],
    ["backspaces beyond the line's start", "\b\b\bx", "x"],
    ["a colour inside progress", "\x1b[32m1\x1b[0m\r\x1b[32m2\x1b[0m\n", "2\n"],
  ];
  it.each(table)("%s", (_, raw, clean) => {
    expect(cleanOutput(raw)).toBe(clean);
    expect(cleanOutput(Buffer.from(raw))).toBe(clean);
  });

  it("replaces invalid bytes and stays linear on hostile input", () => {
    expect(cleanOutput(Buffer.from([0x61, 0xff, 0xc3, 0x62]))).toBe("a\ufffd\ufffdb");
    for (const piece of ["\x1b[", "\x1b]", "\r", "\b", "\x1b[0;", "a\r"]) {
      expect(cleanOutput(piece.repeat(400_000)).length).toBeLessThan(400_001);
    }
  });
});

describe("long output, taken apart by lines", () => {
  const line = "\ufeffgr\u00fc\u00dfe \x1b[31m\ud83d\udc69\x1b[0m 10%\r20%";
  const raw = Array.from({ length: 5000 }, (_, at) => `${line} ${at}\n`).join("");

  it("loses nothing between the parts, a byte order mark at its front only", () => {
    const clean = Array.from({ length: 5000 }, (_, at) => `20% ${at}\n`).join("");
    expect(cleanOutput(Buffer.from(raw))).toBe(clean);
    const plain = "\ufeffa\n".repeat(20_000);
    expect(cleanOutput(Buffer.from(plain))).toBe(plain.slice(1));
  });

  it("replaces a character that is cut off at the end, and joins several outputs", () => {
    const cut = Buffer.concat([Buffer.from("a\n".repeat(20_000)), Buffer.from([0xf0, 0x9f])]);
    expect(cleanBytes([cut, Buffer.from("b")])).toBe(`${"a\n".repeat(20_000)}\ufffdb`);
  });
});

describe("characters at a cut", () => {
  it.each([
    ["whole", [0x61, 0xe2, 0x82, 0xac], 0, 0],
    ["two of three bytes", [0x61, 0xe2, 0x82], 2, 0],
    ["one of four bytes", [0xf0], 1, 0],
    ["starts in the middle", [0x82, 0xac, 0x61], 0, 2],
    ["ascii", [0x61], 0, 0],
    ["nothing", [], 0, 0],
  ])("%s", (_, bytes, unfinished, continuing) => {
    const data = Uint8Array.from(bytes);
    expect([unfinishedBytes(data), continuingBytes(data)]).toEqual([unfinished, continuing]);
  });
});
