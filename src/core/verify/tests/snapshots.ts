// Snapshot files: which of their values were written anew, and which are gone. Pure.
import { type Finding, shown } from "./finding";

const entry = /^exports\[`((?:[^`\\]|\\[\s\S])*)`\] = `((?:[^`\\]|\\[\s\S])*)`;$/gm;

export function isSnapshot(path: string): boolean {
  return /\.snap$/.test(path);
}

export function compareSnapshots(before: string, after: string): Finding[] {
  const [olds, news] = [before, after].map(
    (text) => new Map([...text.matchAll(entry)].map(([, name = "", value = ""]) => [name, value])),
  );
  if (!olds || !news || olds.size === 0) return [];
  const found: Finding[] = [];
  const fresh = new Set([...news].filter(([name]) => !olds.has(name)).map(([, value]) => value));
  for (const [name, value] of olds) {
    const now = news.get(name);
    if (now === undefined && !fresh.has(value))
      found.push({ change: "weakened", why: `the snapshot ${shown(name)} is gone` });
    else if (now !== undefined && now !== value)
      found.push({ change: "changed", why: `the snapshot ${shown(name)} is written anew` });
  }
  return found;
}
