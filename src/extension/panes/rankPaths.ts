// Paths that hold the letters in their order, best first: the name before the folders, words' beginnings before their
// middles, short before long. Pure.

/** @param letters any; empty takes the first paths as they are. */
export function rankPaths(paths: readonly string[], letters: string, most: number): string[] {
  const wanted = letters.toLowerCase().replaceAll("\\", "/").replaceAll(/\s+/g, "");
  if (wanted === "") return paths.slice(0, most);
  const ranked: { path: string; score: number }[] = [];
  for (const path of paths) {
    const score = scoreOf(path, wanted);
    if (score !== null) ranked.push({ path, score });
  }
  ranked.sort((one, other) => other.score - one.score || (one.path < other.path ? -1 : 1));
  return ranked.slice(0, most).map(({ path }) => path);
}

/** Higher is better; null where the letters are not there in their order. */
function scoreOf(path: string, wanted: string): number | null {
  const low = path.toLowerCase();
  const name = low.slice(low.lastIndexOf("/") + 1);
  const inName = walk(name, name, wanted);
  if (inName !== null) {
    const whole = name === wanted ? 200 : name.startsWith(wanted) ? 120 : name.includes(wanted) ? 80 : 0;
    return inName + 60 + whole - path.length / 20;
  }
  const inPath = walk(low, path, wanted);
  if (inPath === null) return null;
  return inPath + (low.includes(wanted) ? 60 : 0) - path.length / 20;
}

/** Points for letters found from the left: next to the last one, or where a word begins. */
function walk(low: string, text: string, wanted: string): number | null {
  let points = 0;
  let last = -2;
  for (const letter of wanted) {
    const at = low.indexOf(letter, Math.max(0, last + 1));
    if (at < 0) return null;
    if (at === last + 1) points += 4;
    if (at === 0 || /[/._\- ]/.test(text[at - 1] ?? "")) points += 3;
    last = at;
  }
  return points;
}
