// facts/reliability.md R-50: encodings × line ends × final newline × execute bit. After one edit every byte outside
// the edited word is what it was, and the mode too.
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decodeText, encodeText } from "../../../src/core/tools/encoding";
import { tally } from "../../faults/tally";
import { makeSetting, type Setting } from "./setting";

const utf16 = (text: string) => Buffer.from(text, "utf16le");
const swapped = (text: string) => utf16(text).swap16();
const latin = (text: string) => Buffer.from(text, "latin1");

/** How a text of the ASCII lines below, with the encoding's own letters in place of `#`, becomes bytes. */
const encodings: [string, (text: string) => Buffer][] = [
  ["ASCII", (text) => Buffer.from(text.replaceAll("#", "x"))],
  ["UTF-8", (text) => Buffer.from(text.replaceAll("#", "Grüße, 世界 🚀 ﬁn"))],
  ["UTF-8 with BOM", (text) => Buffer.from(`\ufeff${text.replaceAll("#", "é")}`)],
  ["UTF-16LE with BOM", (text) => utf16(`\ufeff${text.replaceAll("#", "世界🚀")}`)],
  ["UTF-16BE with BOM", (text) => swapped(`\ufeff${text.replaceAll("#", "世界🚀")}`)],
  ["UTF-16LE", (text) => utf16(text.replaceAll("#", "é世"))],
  ["UTF-16BE", (text) => swapped(text.replaceAll("#", "é世"))],
  ["CP1252", (text) => latin(text.replaceAll("#", "\x93quoted\x94 \x80 5"))],
  ["Latin-1", (text) => latin(text.replaceAll("#", "caf\xe9 na\xefve"))],
  ["GBK", (text) => latin(text.replaceAll("#", "\xca\xc0\xbd\xe7\xc4\xe3\xba\xc3"))],
  ["Shift-JIS", (text) => latin(text.replaceAll("#", "\x83e\x83X\x83g\x90\xa2\x8aE"))],
  ["EUC-KR", (text) => latin(text.replaceAll("#", "\xc7\xd1\xb1\xdb"))],
  [
    "UTF-8 with invalid bytes",
    (text) => Buffer.concat([Buffer.from(text.replaceAll("#", "Grüße 世界")), latin("\xff\xfe")]),
  ],
];
const lineEnds: [string, string[]][] = [
  ["LF", ["\n"]],
  ["CRLF", ["\r\n"]],
  ["CR", ["\r"]],
  ["mixed", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"]],
];
const lines = [
  "first # line  ",
  "\tif (old_name) {",
  "    call(old_name_too, '#');",
  "}",
  "old line",
  "# last",
];

function build(ends: string[], isFinal: boolean): string {
  const text = lines.map((line, index) => line + ends[index % ends.length]).join("");
  return isFinal ? text : text.replace(/[\r\n]+$/, "");
}

let setting: Setting;
const counted = { tried: 0, kept: 0 };
beforeAll(() => {
  setting = makeSetting();
});
beforeEach(() => setting.forget());
afterAll(() => {
  setting.remove();
  const lost = counted.tried - counted.kept;
  tally({
    what: "bytes around an edit: encodings × line ends × final newline × mode",
    tried: counted.tried,
    lost,
  });
});

describe.each(encodings)("%s", (_, encode) => {
  for (const [name, ends] of lineEnds) {
    for (const isFinal of [true, false]) {
      for (const mode of [0o644, 0o755, 0o600]) {
        it(`${name}, ${isFinal ? "with" : "without"} final newline, ${mode.toString(8)}`, async () => {
          counted.tried += 1;
          const before = build(ends, isFinal);
          const bytes = encode(before);
          setting.put("f.txt", bytes);
          chmodSync(join(setting.root, "f.txt"), mode);
          const search = "if (old_name) {\n    call(old_name_too,";
          const exact = name === "mixed" ? "old line" : search;
          const output = await setting.call("edit_file", {
            path: "f.txt",
            search: exact,
            replace: exact.replaceAll("old", "brand_new"),
          });
          expect(output.text).toMatch(/^Edited f.txt/);
          const after = name === "mixed" ? before.replace("old line", "brand_new line") : changed(before);
          expect(setting.get("f.txt").equals(encode(after))).toBe(true);
          expect(statSync(join(setting.root, "f.txt")).mode & 0o777).toBe(mode);
          counted.kept += 1;
        });
      }
    }
  }
});

function changed(text: string): string {
  return text.replace("old_name)", "brand_new_name)").replace("old_name_too", "brand_new_name_too");
}

describe("what cannot be written is refused", () => {
  const table: [string, Buffer, string, string, boolean][] = [
    ["a new accent in Latin-1", latin("caf\xe9 old\n"), "old", "olé", true],
    ["a letter beyond Latin-1", latin("caf\xe9 old\n"), "old", "世", false],
    ["a new accent in GBK", latin("\xca\xc0\xbd\xe7 old\n"), "old", "olé", false],
    ["a curly quote in CP1252", latin("\x93q\x94 old\n"), "old", "\u201cold\u201d", false],
    ["an emoji in UTF-8", Buffer.from("old\n"), "old", "🚀", true],
    ["half a character in UTF-8", Buffer.from("old\n"), "old", "\ud83d", false],
    ["half a character in UTF-16", utf16("\ufeffold\n"), "old", "\ud83d", false],
    [
      "an accent beside invalid bytes",
      Buffer.concat([Buffer.from("é è old\n"), latin("\xff")]),
      "old",
      "à",
      true,
    ],
  ];
  it.each(table)("%s", async (_, bytes, search, replace, isFine) => {
    setting.put("odd.txt", bytes);
    const output = await setting.call("edit_file", { path: "odd.txt", search, replace });
    expect(output.isError ?? false).toBe(!isFine);
    if (!isFine) expect(setting.get("odd.txt").equals(bytes)).toBe(true);
  });
});

describe("binary files", () => {
  const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
  it.each([
    ["a picture", png],
    ["a program", Buffer.from("7f454c460201010000000000", "hex")],
    ["zeros", Buffer.alloc(100)],
    ["UTF-32", Buffer.from("fffe000061000000", "hex")],
    ["compressed", Buffer.from(Array.from({ length: 600 }, (_, n) => ((n * 73 + 11) % 255) + 1))],
  ])("%s", (_, bytes) => {
    expect(decodeText(bytes)).toBeNull();
  });
});

describe("every byte sequence that is text comes back", () => {
  it("holds for ten thousand random ones", () => {
    let state = 1;
    const next = () => {
      state = (state * 48271) % 2147483647;
      return state;
    };
    for (let round = 0; round < 10_000; round++) {
      const bytes = Buffer.from(
        Array.from(
          { length: next() % 24 },
          () => [0x61, 0x0a, 0xc3, 0xa9, 0xe2, 0x82, 0xed, 0xa0, 0xf0, 0x9f, 0xff, 0x80][next() % 12] ?? 0,
        ),
      );
      const decoded = decodeText(bytes);
      if (decoded) expect(encodeText(decoded.text, decoded.format)?.equals(bytes)).toBe(true);
    }
  });
});
