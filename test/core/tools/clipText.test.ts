// Long outputs: head and tail stay, and every character that was cut can be read back.
import { describe, expect, it } from "vitest";
import { clipText, pageOf } from "../../../src/core/tools/clipText";
import { hashBytes } from "../../../src/core/tools/hash";

const keep = (text: string) => hashBytes(Buffer.from(text));

describe("clipText", () => {
  it("leaves short text alone and keeps nothing", () => {
    const clipped = clipText("x".repeat(12_000), () => {
      throw new Error("must not be kept");
    });
    expect(clipped.full).toBeNull();
  });

  it.each([
    ["lines", Array.from({ length: 9000 }, (_, n) => `line ${n}`).join("\n")],
    ["one line", "0123456789".repeat(9000)],
    ["characters of two halves", "🚀".repeat(20_000)],
  ])("keeps head and tail of %s within the limit", (_, whole) => {
    const { text, full } = clipText(whole, keep);
    expect(full).toBe(keep(whole));
    expect(text.length).toBeLessThanOrEqual(12_000);
    expect(text.length).toBeGreaterThan(9_000);
    const [, head = "", cut, name, start, tail = ""] =
      /^([\s\S]*)\n\[(\d+) characters cut here; read_output id=(\w+) start=(\d+) shows them\]\n([\s\S]*)$/.exec(
        text,
      ) ?? [];
    expect(name).toBe(full);
    expect(whole.startsWith(head) && whole.endsWith(tail)).toBe(true);
    expect(head + whole.slice(Number(start), Number(start) + Number(cut)) + tail).toBe(whole);
    expect(/\p{Surrogate}/u.test(text)).toBe(false);
  });

  it("never gives more than the highest limit", () => {
    expect(clipText("x".repeat(100_000), keep, 90_000).text.length).toBeLessThanOrEqual(48_000);
  });

  it("cuts pages between characters", () => {
    expect(pageOf("a🚀b", 0, 2)).toBe("a");
    expect(pageOf("a🚀b", 2, 5)).toBe("b");
    expect(pageOf("abc", 1, 5)).toBe("bc");
  });
});
