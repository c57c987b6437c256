import { describe, expect, it } from "vitest";
import {
  createEventSplitter,
  EventTooLong,
  type ServerEvent,
} from "../../../src/core/providers/serverEvents";

function split(text: string, size: number): ServerEvent[] {
  const bytes = new TextEncoder().encode(text);
  const splitter = createEventSplitter();
  const events: ServerEvent[] = [];
  for (let at = 0; at < bytes.length; at += size)
    events.push(...splitter.push(bytes.subarray(at, at + size)));
  return [...events, ...splitter.end()];
}

const e = (data: string, name: string | null = null): ServerEvent => ({ name, data });

describe("events whatever the line ends and the chunks", () => {
  it.each([
    ["plain", "data: a\n\ndata: b\n\n", [e("a"), e("b")]],
    ["named", "event: x\ndata: a\n\n", [e("a", "x")]],
    ["CRLF", "event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n", [e("a", "x"), e("b")]],
    ["lone CR", "event: x\rdata: a\r\rdata: b\r\r", [e("a", "x"), e("b")]],
    ["several data lines", "data: a\ndata: b\n\n", [e("a\nb")]],
    ["comments and unknown fields", ": hi\nid: 7\nretry: 3\ndata: a\n\n", [e("a")]],
    ["no space, two spaces", "data:a\ndata:  b\n\n", [e("a\n b")]],
    ["a field without a colon", "data\n\n", [e("")]],
    ["no last blank line", "data: a\n\ndata: b", [e("a"), e("b")]],
    ["a mark at the start", "\uFEFFdata: a\n\n", [e("a")]],
    ["blank lines only", "\n\n\r\n\n", []],
    ["letters of several bytes", "data: Grüße 世界 👋🏽\n\n", [e("Grüße 世界 👋🏽")]],
  ] as [string, string, ServerEvent[]][])("%s", (_, text, expected) => {
    for (const size of [1, 2, 3, 5, 1000])
      expect(split(text, size), `in chunks of ${size}`).toEqual(expected);
  });
});

it("keeps the head of what is no event stream", () => {
  const splitter = createEventSplitter();
  splitter.push(new TextEncoder().encode(`<html>${"x".repeat(5000)}`));
  expect(splitter.head()).toMatch(/^<html>x+$/);
  expect(splitter.head()).toHaveLength(2048);
});

it("refuses a line that never ends before memory does", () => {
  const splitter = createEventSplitter();
  const chunk = new Uint8Array(4 * 1024 * 1024).fill(120);
  const feed = (): void => {
    for (let count = 0; count < 9; count += 1) splitter.push(chunk);
  };
  expect(feed).toThrow(EventTooLong);
});
