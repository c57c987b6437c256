// Lines made by a grammar, with everything in them that could do harm. Those the policy allows are run for real in a jail:
// nothing else may start, nothing may be written, and no secret may come out. KILO_FUZZ says how many are tried.
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandPolicy } from "../../../src/core/policy/commandPolicy";
import { loadGrammar } from "../../../src/core/syntax/loadGrammar";
import { diskView } from "../../../src/core/tools/diskView";
import { full, tally } from "../../faults/tally";
import { seededRandom } from "../budget/simulation";
import { canaries, type Jail, openJail, secretWord } from "./jail";

const tries = Number(process.env.KILO_FUZZ ?? (full ? 100_000 : 6000));
const programs =
  "ls cat head tail wc grep rg find sort uniq cut tr nl stat diff du file sed git echo printf cd test [ bash timeout command npm pytest pwd which true".split(
    " ",
  );
const operands =
  "a.ts b.txt src src/a.ts src/sub . .. ../out ../out/secret.txt link link/secret.txt src/leak.txt .env id_rsa src/key.pem -n *.ts * src/* .* ?.txt [a-z].ts /etc/passwd ~ ~/x $HOME $PWD 'a b' \"x\" one 5 1,2p HEAD HEAD:a.ts a..b ] -- - {a,b}".split(
    " ",
  );
const flags =
  "-l -a -n -r -R -L -e -f -o -i -c -v -x -z -0 -d -O -p -u -exec -delete -name -type --output=z --pre=rm --files --color=auto -n5 -k1 -t, -lc --follow --help -C -S -fprintf z -printf %p status log diff show branch --ext-diff --no-index --textconv --all --stat --oneline".split(
    " ",
  );
const joiners = [
  " | ",
  " && ",
  " || ",
  "; ",
  "\n",
  " & ",
  " |& ",
  " > ",
  " >> ",
  " < ",
  " 2>&1 ",
  " > /dev/null ",
  " 2>/dev/null; ",
];
const wraps = [
  "",
  "",
  "",
  "",
  "CI=1 ",
  "X=1 ",
  "timeout 5 ",
  "command ",
  "env ",
  "! ",
  "bash -c ",
  "cd src && ",
  "true || ",
  "$(",
  "`",
  "(",
  "\\",
];

function makeLine(random: () => number): string {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? "";
  const command = () => {
    const program = random() < 0.9 ? pick(programs) : pick(canaries);
    const words = Array.from({ length: Math.floor(random() * 4) }, () =>
      random() < 0.4 ? pick(flags) : pick(operands),
    );
    return [pick(wraps) + program, ...words].join(" ");
  };
  let line = command();
  while (random() < 0.35) line += pick(joiners) + command();
  return line;
}

let jail: Jail;
beforeAll(() => {
  jail = openJail();
});
afterAll(() => jail?.close());

test("the jail tells what is wrong", () => {
  const own = openJail();
  try {
    const before = own.picture();
    expect(own.run(["cat src/leak.txt"])).toContain(secretWord);
    own.run(["touch z"]);
    expect(own.started()).toEqual(["touch"]);
    expect(own.picture()).toBe(before);
    own.run(["echo x > z"]);
    expect(own.picture()).not.toBe(before);
  } finally {
    own.close();
  }
});

test("nothing that is allowed starts, writes or tells what it must not", { timeout: 3_600_000 }, async () => {
  const parse = await loadGrammar("bash");
  const files = diskView(jail.root);
  const random = seededRandom(7);
  const before = jail.picture();
  const wrong: string[] = [];
  let allowed: string[] = [];
  let count = 0;
  const runThem = () => {
    const printed = jail.run(allowed);
    if (printed.includes(secretWord) || jail.started().length > 0 || jail.picture() !== before)
      wrong.push(...allowed);
    count += allowed.length;
    allowed = [];
  };
  for (let index = 0; index < tries && wrong.length === 0; index += 1) {
    const line = makeLine(random);
    const judged = commandPolicy({ line, cwd: "", trusted: true, allowed: [], checks: [], parse, files });
    if (judged.verdict === "allow") allowed.push(judged.line ?? line);
    if (allowed.length === 200) runThem();
  }
  runThem();
  console.log(`${tries} lines tried, ${count} allowed and run, ${wrong.length === 0 ? 0 : "some"} wrong`);
  // The batch that did it is played line by line, so that the culprit is named.
  const culprits = wrong.filter((line) => jail.run([line]).includes(secretWord) || jail.picture() !== before);
  tally({
    what: "fuzz: made shell lines",
    tried: tries,
    lost: culprits.length,
    note: `${count} allowed and run`,
  });
  expect([culprits, jail.started(), wrong.slice(0, culprits.length === 0 ? 200 : 0)]).toEqual([[], [], []]);
  expect(count).toBeGreaterThan(tries / 60);
});
