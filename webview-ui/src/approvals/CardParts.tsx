// Parts the bodies of several cards share: files with their lines, criteria, facts in pairs, altered tests.
import type { ReactNode } from "react";
import type { ChangedFile } from "../../../src/protocol/approvalSubject";
import type { Criterion } from "../../../src/protocol/plan";
import { DoLink } from "../runs/DoLink";
import { Icon } from "../ui/Icon";
import { ShownText, ShownWords } from "./ShownText";

/** A small word before its value. */
export function Named({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="kilo-named">
      <span className="kilo-muted">{name}</span>
      <span className="kilo-named-value">{children}</span>
    </div>
  );
}

export function Paths({ paths }: { paths: readonly string[] }) {
  if (paths.length === 0) return null;
  return (
    <Named name={paths.length === 1 ? "File" : "Files"}>
      {paths.map((path, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a model may name a file twice, and the list never changes.
        <code key={at} className="kilo-path">
          <ShownText text={path} />
        </code>
      ))}
    </Named>
  );
}

export function Criteria({ criteria }: { criteria: readonly Criterion[] }) {
  if (criteria.length === 0) return null;
  return (
    <ul className="kilo-criteria" aria-label="Success criteria">
      {criteria.map((criterion, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: criteria have no name, and the list never changes.
        <li key={at}>
          <Icon name="target" />
          <span>
            <ShownWords text={criterion.text} />
            <CriterionProof {...criterion} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function CriterionProof({ check, before, after }: Criterion) {
  const numbers = before !== undefined || after !== undefined;
  return (
    <>
      {numbers ? (
        <span className="kilo-muted kilo-figure">
          {" "}
          <ShownText text={`${before ?? "?"} → ${after ?? "?"}`} />
        </span>
      ) : null}
      {check ? (
        <>
          {" "}
          <code>
            <ShownText text={check} />
          </code>
        </>
      ) : null}
    </>
  );
}

interface ChangedFilesProps {
  files: readonly ChangedFile[];
  run: string;
  approval: string;
}

/** Files with lines added and removed, and the way to the diff. */
export function ChangedFiles({ files, run, approval }: ChangedFilesProps) {
  if (files.length === 0) return <p className="kilo-muted">No files changed.</p>;
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <div className="kilo-changed">
      <p>
        {files.length} {files.length === 1 ? "file" : "files"}, <Lines added={added} removed={removed} />{" "}
        <DiffLink run={run} approval={approval} />
      </p>
      <ul>
        {files.map((file) => (
          <li key={file.path}>
            <code className="kilo-path">
              <ShownText text={file.path} />
            </code>
            <Lines added={file.added} removed={file.removed} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Lines({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="kilo-figure">
      <span className="kilo-added">+{added}</span> <span className="kilo-removed">−{removed}</span>
    </span>
  );
}

export function DiffLink({ run, approval }: { run: string; approval: string }) {
  return <DoLink label="Open diff" action={{ type: "diff.open", run, approval }} />;
}

/** Tests that were changed, weakened or deleted: marked by a sign and in words. */
export function AlteredTests({ altered }: { altered: readonly string[] }) {
  if (altered.length === 0) return null;
  return (
    <div className="kilo-altered">
      <p>
        <Icon name="warning" />
        <strong>{altered.length === 1 ? "1 test altered" : `${altered.length} tests altered`}</strong>
      </p>
      <ul>
        {altered.map((line) => (
          <li key={line}>
            <ShownText text={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}
