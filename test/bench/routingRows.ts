// How long the routing rule takes for long prompts, and whether twice the text takes more than twice the time.
import { route } from "../../src/core/routing/route";
import { atMost, type BenchRow, milliseconds, told } from "./benchRow";
import { median, percentile } from "./statistics";

const options = { enabled: true, threshold: 50 };
const rounds = 300;
/** The best of these counts, so that a busy machine is not taken for a slow rule. */
const tries = 3;

/** Many kinds of sentence, so that no single path through the rule is measured. */
const sentences = [
  "Refactor the payment module so that every provider goes through one interface, and keep the tests green.",
  "Why does `src/orders/list.ts` read the whole table when only twenty rows are shown?",
  "Füge der Bestellseite eine Suche hinzu und ändere das Schema dafür.",
  "Ajoute une pagination à /api/users, sans changer les tests existants.",
  "ユーザー一覧にページ番号を追加して、テストも書いてください。",
  "- rename `userCount` to `activeUserCount`\n- update docs/openapi.yaml\n- run npm test",
  "It fails with TypeError: Cannot read properties of undefined (reading 'id') at list (src/users.js:41:7).",
];

function promptOf(length: number, round: number): string {
  let text = "";
  for (let at = round; text.length < length; at += 1) text += `${sentences[at % sentences.length]}\n`;
  return text.slice(0, length);
}

export function routingRows(): BenchRow[] {
  const [long, double] = [timesOf(10_000), timesOf(20_000)];
  const figure = `median ${milliseconds(median(long))}, p99 ${milliseconds(percentile(long, 0.99))}`;
  const how = `${rounds} mixed prompts of 10,000 characters (5 languages, lists, code, an error) after 50 to warm up, best of ${tries} for each prompt, in process; p99 over the prompts is judged`;
  return [
    atMost("routing a 10,000-character prompt", percentile(long, 0.99), 5, " ms", figure, how),
    told(
      "routing, 20,000 over 10,000 characters",
      `${(median(double) / median(long)).toFixed(2)} ×`,
      "medians of the same with twice the text; 2 is linear",
    ),
  ];
}

function timesOf(length: number): number[] {
  const times: number[] = [];
  for (let round = 0; round < rounds + 50; round += 1) {
    const prompt = promptOf(length, round);
    times.push(Math.min(...Array.from({ length: tries }, () => once(prompt))));
  }
  return times.slice(50);
}

function once(prompt: string): number {
  const start = performance.now();
  route(prompt, options);
  return performance.now() - start;
}
