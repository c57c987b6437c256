// Runs of before: those left unfinished on top, a search, and fifty at a time so that thousands cost nothing.
import { memo, useState } from "react";
import type { RunSummary } from "../../../src/protocol/wire";
import { Button } from "../ui/Button";
import { TextField } from "../ui/TextField";
import { findRuns } from "./findRuns";
import { RunRow } from "./RunRow";
import { isUnfinished } from "./runWords";

interface EarlierRunsProps {
  runs: readonly RunSummary[];
  /** Shown above; not repeated here. */
  chosen: string | null;
  /** Milliseconds since 1970. */
  now: number;
}

const page = 50;
/** Runs below which a search would only stand in the way. */
const searchFrom = 6;

export const EarlierRuns = memo(function EarlierRuns({ runs, chosen, now }: EarlierRunsProps) {
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(page);
  const others = runs.filter(({ run }) => run !== chosen);
  if (others.length === 0) return null;
  const found = findRuns(others, search);
  const unfinished = found.filter(isUnfinished);
  const rest = found.filter((run) => !isUnfinished(run));
  return (
    <section className="kilo-section" aria-labelledby="kilo-earlier">
      <div className="kilo-section-head">
        <h2 id="kilo-earlier">Earlier</h2>
        <span className="kilo-small kilo-muted kilo-figure" role="status">
          {countWords(others.length, found.length)}
        </span>
      </div>
      {others.length < searchFrom ? null : (
        <TextField
          label="Search earlier runs"
          labelHidden
          placeholder="Search earlier runs"
          value={search}
          onChange={(words) => {
            setSearch(words);
            setShown(page);
          }}
        />
      )}
      {found.length === 0 ? <p className="kilo-muted">No earlier run holds these words.</p> : null}
      <ul className="kilo-runs">
        {unfinished.map((run) => (
          <RunRow key={run.run} run={run} now={now} />
        ))}
        {rest.slice(0, shown).map((run) => (
          <RunRow key={run.run} run={run} now={now} />
        ))}
      </ul>
      {rest.length > shown ? (
        <Button
          kind="secondary"
          label={`Show ${Math.min(page, rest.length - shown)} more`}
          onPress={() => setShown(shown + page)}
        />
      ) : null}
    </section>
  );
});

function countWords(all: number, found: number): string {
  return found === all
    ? all.toLocaleString("en")
    : `${found.toLocaleString("en")} of ${all.toLocaleString("en")}`;
}
