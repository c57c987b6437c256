// Between bytes and text without loss: whatever is decoded here encodes to the same bytes again, or it is binary.
// Characters a file's encoding may not have are named instead of being written as something else.

export interface TextFormat {
  /**
   * `utf-8-mixed`: UTF-8 with a few invalid bytes, each kept as a lone surrogate U+DC80 to U+DCFF.
   * `bytes`: some other encoding, one character per byte (as Latin-1), so that its ASCII part can be edited.
   */
  encoding: "utf-8" | "utf-16le" | "utf-16be" | "utf-8-mixed" | "bytes";
  bom: boolean;
  /** Only for `bytes`: it reads like Latin-1, so characters up to U+00FF may be added. */
  western?: boolean;
}

export const plainFormat: TextFormat = { encoding: "utf-8", bom: false };

const utf8Bom = Buffer.from([0xef, 0xbb, 0xbf]);

/** Decodes a whole file; null where it is binary. */
export function decodeText(bytes: Buffer): { text: string; format: TextFormat } | null {
  if (startsWith(bytes, [0xff, 0xfe, 0, 0]) || startsWith(bytes, [0, 0, 0xfe, 0xff])) return null;
  if (startsWith(bytes, [0xff, 0xfe])) return decode16(bytes.subarray(2), "utf-16le", true);
  if (startsWith(bytes, [0xfe, 0xff])) return decode16(bytes.subarray(2), "utf-16be", true);
  if (bytes.includes(0)) return decodeUnmarked16(bytes);
  const bom = startsWith(bytes, [...utf8Bom]);
  const body = bom ? bytes.subarray(3) : bytes;
  const { text, characters, invalid } = decodeEscaped(body);
  if (invalid === 0) return { text, format: { encoding: "utf-8", bom } };
  if (looksBinary(body)) return null;
  if (characters > invalid || bom) return { text, format: { encoding: "utf-8-mixed", bom } };
  return {
    text: body.toString("latin1"),
    format: { encoding: "bytes", bom: false, western: looksWestern(body) },
  };
}

/** The bytes of a text in a format; null where a character cannot be written in it. */
export function encodeText(text: string, { encoding, bom }: TextFormat): Buffer | null {
  if (encoding === "bytes") return isWithin(text, 0xff) ? Buffer.from(text, "latin1") : null;
  if (encoding === "utf-16le" || encoding === "utf-16be") {
    const little = Buffer.from(bom ? `\ufeff${text}` : text, "utf16le");
    return encoding === "utf-16le" ? little : little.swap16();
  }
  const body = encoding === "utf-8" ? encodeUtf8(text) : encodeEscaped(text);
  return body && bom ? Buffer.concat([utf8Bom, body]) : body;
}

/**
 * The first character of `added` that may not be written into a file of this format, or null.
 * Characters of `removed` stood in the file before and are fine.
 */
export function unwritableCharacter(format: TextFormat, added: string, removed: string): string | null {
  const known = new Set(removed);
  const isPlain = (character: string) => (character.codePointAt(0) ?? 0) < 0x80 || known.has(character);
  const isSurrogate = (character: string) => /^\p{Surrogate}$/u.test(character);
  for (const character of added) {
    if (isPlain(character)) continue;
    if (isSurrogate(character)) return character;
    if (
      format.encoding === "bytes" &&
      (!format.western || !isWithin(character, 0xff) || isWithin(character, 0x9f))
    ) {
      return character;
    }
  }
  return null;
}

/** For reading eyes: what stands for an invalid byte becomes U+FFFD. */
export function showText(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

export function formatName({ encoding, bom, western }: TextFormat): string {
  if (encoding === "bytes") return western ? "Latin-1" : "unknown 8-bit encoding";
  const name = encoding === "utf-8-mixed" ? "UTF-8 with invalid bytes" : encoding.toUpperCase();
  return bom ? `${name} with BOM` : name;
}

function startsWith(bytes: Buffer, first: number[]): boolean {
  return first.every((byte, index) => bytes[index] === byte);
}

function isWithin(text: string, last: number): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > last) return false;
  }
  return true;
}

function decode16(bytes: Buffer, encoding: "utf-16le" | "utf-16be", bom: boolean) {
  if (bytes.length % 2 !== 0) return null;
  const little = encoding === "utf-16le" ? bytes : Buffer.from(bytes).swap16();
  const text = little.toString("utf16le");
  // Text has no NUL and hardly any control character; pictures and programs do.
  return /[^\P{Cc}\t\n\r\f]/u.test(text) ? null : { text, format: { encoding, bom } };
}

/** UTF-16 without a mark shows itself by zero bytes on one side of its pairs only. */
function decodeUnmarked16(bytes: Buffer) {
  const zeros = [0, 0];
  for (let index = bytes.indexOf(0); index !== -1; index = bytes.indexOf(0, index + 1)) {
    zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  if (even > 0 && odd > 0) return null;
  if (even + odd < bytes.length / 20) return null;
  return decode16(bytes, odd > 0 ? "utf-16le" : "utf-16be", false);
}

/** Length of the valid UTF-8 character at `at`, 0 where there is none. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  for (let offset = 1; offset < length; offset++) {
    if (((bytes[at + offset] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  const tooLong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const notACharacter = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
  return tooLong || notACharacter ? 0 : length;
}

function decodeEscaped(bytes: Buffer): { text: string; characters: number; invalid: number } {
  const parts: string[] = [];
  let from = 0;
  let characters = 0;
  let invalid = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length > 1) characters++;
    if (length === 0) {
      parts.push(bytes.toString("utf8", from, at), String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
      invalid++;
      from = at + 1;
    }
    at += length || 1;
  }
  parts.push(bytes.toString("utf8", from));
  return { text: parts.join(""), characters, invalid };
}

function encodeUtf8(text: string): Buffer | null {
  return /\p{Surrogate}/u.test(text) ? null : Buffer.from(text, "utf8");
}

function encodeEscaped(text: string): Buffer | null {
  const parts: Buffer[] = [];
  for (const part of text.split(/(\p{Surrogate})/u)) {
    const code = part.charCodeAt(0);
    const isEscape = part.length === 1 && code >= 0xdc80 && code <= 0xdcff;
    const bytes = isEscape ? Buffer.from([code - 0xdc00]) : encodeUtf8(part);
    if (!bytes) return null;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function looksBinary(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, 8192);
  const controls = sample.filter((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
  return controls.length > sample.length / 50;
}

/** Latin-1 text has its high bytes one by one and none below 0xA0; East Asian encodings have them in pairs. */
function looksWestern(bytes: Buffer): boolean {
  const runs = bytes.toString("latin1").match(/[\x80-\xff]+/g) ?? [];
  if (runs.some((run) => /[\x80-\x9f]/.test(run))) return false;
  return runs.filter((run) => run.length === 1).length >= runs.length * 0.8;
}
