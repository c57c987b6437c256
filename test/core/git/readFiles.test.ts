// Many files of a tree at once: the same bytes as one by one, in the order asked, with gaps where there is none.
import { expect, it } from "vitest";
import { checkpointsOf, odd } from "./checkpointSupport";
import { repository, value } from "./support";

it("reads more files than one batch holds, odd names and missing ones among them", async () => {
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`many/${at}.txt`, `text ${at}\n`]));
  const folder = repository({ ...odd, ...many, link: { link: "many/1.txt" }, empty: "" });
  const checkpoints = checkpointsOf(folder);
  const { tree } = value(await checkpoints.take("all"));
  const paths = [...Object.keys(odd), "missing", ...Object.keys(many), "many", "link", "empty"];
  const together = value(await checkpoints.readFiles(tree, paths));
  expect(together).toHaveLength(paths.length);
  for (const [index, path] of paths.entries()) {
    expect(together[index], path).toEqual(value(await checkpoints.readFile(tree, path)));
  }
  const text = (path: string) => Buffer.from(together[paths.indexOf(path)] ?? []).toString();
  expect([text("many/149.txt"), text("link"), together[paths.indexOf("missing")]]).toEqual([
    "text 149\n",
    "many/1.txt",
    null,
  ]);
  expect(value(await checkpoints.readFiles(tree, []))).toEqual([]);
});
