// Whether one path lies in a folder, told from the paths alone; links are the caller's to resolve.
import { isAbsolute, relative, sep } from "node:path";

/** True for the folder itself too. A name like `..x` is inside; another drive is not. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`));
}
