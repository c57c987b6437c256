// How large what is shipped is: the extension's first file, the panes, and the package.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { atMost, type BenchRow, told } from "../../bench/benchRow";
import type { Built } from "./built";

const mostVsix = 3;

export function bundleRows({ dist }: Built): BenchRow[] {
  const webview = (name: string) => join(dist, "webview", name);
  const files = [
    join(dist, "extension.cjs"),
    ...["sidebar.js", "sidebar.css", "trace.js", "trace.css", "codicon.ttf"].map(webview),
  ];
  const rows = files.filter(existsSync).map((file) => {
    const bytes = readFileSync(file);
    const figure = `${kilobytes(bytes.length)}, gzipped ${kilobytes(gzipSync(bytes).length)}`;
    return told(`size of ${file.slice(dist.length + 1)}`, figure, "bytes on disk, minified");
  });
  return [...rows, chunksRow(dist), ...vsixRow(dist)];
}

function chunksRow(dist: string): BenchRow {
  const folder = join(dist, "extension");
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const how = "files the extension loads when they are first needed: engine, providers, prices";
  return told("size of what is loaded later", `${kilobytes(bytes)} in ${files.length} files`, how);
}

function vsixRow(dist: string): BenchRow[] {
  const names = existsSync(dist) ? readdirSync(dist).filter((name) => name.endsWith(".vsix")) : [];
  return names.map((name) => {
    const megabytes = statSync(join(dist, name)).size / 1e6;
    return atMost(
      `size of ${name}`,
      megabytes,
      mostVsix,
      " MB",
      `${megabytes.toFixed(2)} MB`,
      "bytes on disk",
    );
  });
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
