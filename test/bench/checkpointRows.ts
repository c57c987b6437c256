// What a checkpoint costs: the first of a run, the next without a change, and the next after one file changed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCheckpoints } from "../../src/core/git/checkpoints";
import { createGit } from "../../src/core/git/git";
import { type BenchRow, milliseconds, told } from "./benchRow";
import { makePlace, makeRepository } from "./place";
import { moduleText } from "./seedProject";
import { median, timed } from "./statistics";

const repeats = 5;

export async function checkpointRows(): Promise<BenchRow[]> {
  return [await checkpointRow(300), await checkpointRow(5_000)];
}

async function checkpointRow(files: number): Promise<BenchRow> {
  const place = makePlace();
  try {
    const folder = join(place.root, "work");
    makeRepository(folder, manyFiles(files));
    const environment = { PATH: process.env.PATH, HOME: place.root };
    const first: number[] = [];
    const same: number[] = [];
    const changed: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const git = createGit(folder, { environment });
      const stateFolder = join(place.root, `state-${repeat}`);
      const checkpoints = createCheckpoints({ git, stateFolder, run: `bench-${repeat}` });
      const take = async () => {
        const taken = await checkpoints.take("bench");
        if (!taken.ok) throw new Error(taken.failure.message);
      };
      first.push(await timed(take));
      same.push(await timed(take));
      writeFileSync(join(folder, "src/0/file0.js"), `// ${repeat}\n`);
      changed.push(await timed(take));
    }
    const figure = `first ${milliseconds(median(first))}, unchanged ${milliseconds(median(same))}, one file ${milliseconds(median(changed))}`;
    const how = `medians of ${repeats}: snapshot of all files into git objects with a ref of ours, in a repository of ${files.toLocaleString("en-US")} files of 300 bytes in a commit`;
    return told(`checkpoint, ${files.toLocaleString("en-US")} files`, figure, how);
  } finally {
    place.remove();
  }
}

function manyFiles(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    files[`src/${Math.floor(index / 50)}/file${index}.js`] = `${moduleText("order")}// ${index}\n`;
  }
  return files;
}
