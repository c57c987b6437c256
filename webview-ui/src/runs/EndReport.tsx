// How a run ended: said by the engine from exit codes, with the receipts it is said from and what each role cost.
import type { RunView, SpendView } from "../../../src/protocol/run";
import { Receipts } from "../approvals/LastChecks";
import { LongText, ShownWords } from "../approvals/ShownText";
import { Foldable } from "../ui/Foldable";
import { Icon } from "../ui/Icon";
import { Markdown } from "../ui/Markdown";
import { Money } from "../ui/Money";
import { DoLink } from "./DoLink";

export function EndReport({ view }: { view: RunView }) {
  const last = view.verifications.at(-1);
  return (
    <div className="kilo-end">
      <p>
        <strong>{outcomeWords(view)}</strong>
        {view.summary === "" || view.route?.decision === "chat" ? null : (
          <>
            {" "}
            <ShownWords text={view.summary} />
          </>
        )}
      </p>
      <AgentWords view={view} />
      {last && last.receipts.length > 0 ? <Receipts receipts={last.receipts} /> : null}
      {last?.reasons.map((reason) => (
        <p key={reason} className="kilo-small kilo-muted">
          <ShownWords text={reason} />
        </p>
      ))}
      <Listed icon="circle-slash" title="Without proof" lines={last?.uncovered ?? []} />
      <Listed icon="beaker" title="Failed once, passed again" lines={last?.flaky ?? []} />
      <Conflicts view={view} />
      <p className="kilo-end-links">
        <DoLink label="Open report" action={{ type: "report.open", run: view.run }} />
        {view.route?.decision === "chat" ? null : (
          <DoLink label="Open diff" action={{ type: "diff.open", run: view.run, approval: null }} />
        )}
      </p>
      <CostByRole spend={view.spend} />
    </div>
  );
}

/** Characters of an answer that are shown at first. */
const longAnswer = 6000;

/** What the one agent of a run without a plan said last: the answer to a question, or its own account, said to be so. */
function AgentWords({ view }: { view: RunView }) {
  const decision = view.route?.decision;
  const result = view.taskOrder.map((id) => view.tasks[id]?.result).findLast((one) => one !== undefined);
  if (!result || result.text === "" || decision === "orchestrate") return null;
  const words = (
    <LongText text={result.text} limit={longAnswer}>
      {(part) => <Markdown text={part} />}
    </LongText>
  );
  if (decision === "chat") return words;
  return (
    <Foldable title={<span className="kilo-small">In the agent's words</span>} defaultOpen={false}>
      {words}
    </Foldable>
  );
}

function outcomeWords({ outcome, verified, route, undone }: RunView): string {
  const words = {
    done: route?.decision === "chat" ? "Answered." : verified ? "Done, verified." : "Done, not verified.",
    failed: "Failed.",
    cancelled: "Stopped.",
    conflicts: "Not brought home: conflicts.",
  };
  const said = outcome === null ? "Ended." : words[outcome];
  return undone ? `${said} Undone.` : said;
}

function Listed({ icon, title, lines }: { icon: string; title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className="kilo-listed">
      <span className="kilo-small kilo-muted">
        <Icon name={icon} /> {title}
      </span>
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <ShownWords text={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Conflicts({ view }: { view: RunView }) {
  const lines = view.applied?.conflicts.map(({ path, why }) => `${path}: ${why}`) ?? [];
  return <Listed icon="git-merge" title="Conflicts" lines={lines} />;
}

function CostByRole({ spend }: { spend: readonly SpendView[] }) {
  if (spend.length === 0) return null;
  return (
    <Foldable title={<span className="kilo-small">Cost by role</span>} defaultOpen={false}>
      <table className="kilo-costs">
        <thead className="kilo-hidden">
          <tr>
            <th>Role</th>
            <th>Model</th>
            <th>Cost</th>
          </tr>
        </thead>
        <tbody>
          {spend.map(({ role, model, micros }) => (
            <tr key={`${role} ${model}`}>
              <td>{role}</td>
              <td className="kilo-muted">
                <ShownWords text={model} />
              </td>
              <td>
                <Money micros={micros} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Foldable>
  );
}
