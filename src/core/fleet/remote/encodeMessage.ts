// Messages as text, for a way that keeps text only. Maps stay maps; whatever cannot be read is null, which no side knows.

const mapKey = "\u0000map";

export function encodeMessage(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) =>
    value instanceof Map ? { [mapKey]: [...value] } : value,
  );
}

export function decodeMessage(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => {
      const entries = (value as Record<string, unknown> | null)?.[mapKey];
      return Array.isArray(entries) ? new Map(entries as [unknown, unknown][]) : value;
    });
  } catch {
    return null;
  }
}
