// Directories of a session file that are no folders in what agents begin with are refused before anything is begun.
import { expect, it } from "vitest";
import { checkAgentFolders } from "../../../src/core/host/agentFolders";
import { environment, failed, git, repository } from "../git/support";

const agent = (directory: string | null) => ({
  ...{ name: "one", role: "coder", task: null, directory, after: [], files: [] },
  ...{ criteria: [], skills: null, naming: null },
});
const folder = repository({
  "src/deep/file.ts": "x",
  out: { link: "/tmp" },
  "src/near": { link: "deep" },
  ".gitignore": "/build/\n*.tmp\n",
  "made.tmp/kept.ts": "x",
});
git(folder, "add", "-f", "made.tmp/kept.ts");
git(folder, "commit", "-q", "-m", "kept all the same");
const check = (directory: string | null, from = folder) =>
  checkAgentFolders({ folder: from, variables: environment }, [agent(null), agent(directory)]);

it.each([
  "src",
  "src/deep",
  "new",
  "src/new/deeper",
  "made.tmp",
  null,
])("%s may be worked in", async (directory) => {
  expect(await check(directory)).toEqual({ ok: true, value: undefined });
});

it.each([
  ["src/deep/file.ts", "src/deep/file.ts is a file; name a folder"],
  ["src/deep/file.ts/below", "src/deep/file.ts is a file; name a folder"],
  ["out", "out is a link; name the folder it leads to, by its own path"],
  ["src/near/below", "src/near is a link; name the folder it leads to, by its own path"],
])("%s may not", async (directory, why) => {
  expect(failed(await check(directory))).toMatchObject({
    code: "invalid-input",
    message: `The agent one cannot work in the directory ${directory}, because ${why}.`,
  });
});

it("is told of the repository's top, wherever it was started", async () => {
  expect(failed(await check("out", `${folder}/src`)).message).toMatch(/out is a link/);
});

it.each(["build", "build/deeper", "src/new.tmp"])("%s may not, for git ignores it", async (directory) => {
  for (const from of [folder, `${folder}/src`])
    expect(failed(await check(directory, from))).toMatchObject({
      code: "invalid-input",
      message: `The agent one cannot work in the directory ${directory}, because git ignores it and nothing in it would land; name another, or take the pattern out of .gitignore.`,
    });
});

it.each(["lib", "lib/below"])("%s may not, for nothing in a submodule would land", async (directory) => {
  const whole = repository({ "a.txt": "a" });
  git(whole, "submodule", "add", "-q", repository({ "x.txt": "x" }), "lib");
  git(whole, "commit", "-q", "-m", "with a submodule");
  expect(failed(await check(directory, whole))).toMatchObject({
    code: "invalid-input",
    message: `The agent one cannot work in the directory ${directory}, because lib is a submodule and nothing in it would land; start a session in the submodule's own repository.`,
  });
});
