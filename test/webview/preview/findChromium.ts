// Where a Chromium is, for tests that need a real browser; they are passed over where there is none.
import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** @returns its path, or null. `KILO_CHROMIUM` names another. */
export function findChromium(): string | null {
  const named = process.env.KILO_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  return places.find((place) => existsSync(place)) ?? null;
}
