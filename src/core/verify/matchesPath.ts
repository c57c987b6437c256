// Whether a path is one of those a plan declares: exact, a folder, or a pattern with `*`, `**` and `?`. Pure.

/**
 * @param path relative, with forward slashes
 * @param declared as a planner writes it: `tests/test_users.py::test_shape`, `./tests/`, `test/**\/*.snap`
 * @returns false for a pattern that names nothing, such as `**`: it would declare every file
 */
export function matchesPath(path: string, declared: string): boolean {
  const wanted = declared
    .trim()
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "")
    .replace(/(?:::|#).*$/, "");
  if (!/[\p{L}\p{N}]/u.test(wanted.replace(/\.\w+$/, ""))) return false;
  if (!/[*?]/.test(wanted))
    return path === wanted || path.startsWith(wanted.endsWith("/") ? wanted : `${wanted}/`);
  return matchSegments(path.split("/"), wanted.replace(/\/$/, "/**").split("/"));
}

/** Segment by segment; a table instead of a regular expression keeps `**` from trying every split again and again. */
function matchSegments(path: readonly string[], pattern: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const part of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (part === "**") for (let to = at; to <= path.length; to += 1) next.add(to);
      else if (at < path.length && matchSegment(path[at] ?? "", part)) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(path.length);
}

/** Goes back to the last star only, so its work is at most the product of both lengths. */
function matchSegment(text: string, pattern: string): boolean {
  let at = 0;
  let of = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    if (pattern.charAt(of) === "*") {
      star = of;
      mark = at;
      of += 1;
    } else if (
      pattern.charAt(of) === "?" ||
      (of < pattern.length && pattern.charAt(of) === text.charAt(at))
    ) {
      at += 1;
      of += 1;
    } else if (star >= 0) {
      mark += 1;
      at = mark;
      of = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(of));
}
