// An agent's figures, each with its word: what is proven, turns, money, files, process. What is not there yet is left out.
import type { AgentPicture } from "../../../src/protocol/agentsWire";
import { counted } from "../../../src/protocol/counted";
import { pidWords } from "../../../src/protocol/machineWords";
import { formatMicros } from "../../../src/protocol/money";
import { formatCount } from "../ui/figures";

export function AgentFigures({ agent }: { agent: AgentPicture }) {
  const { proven, criteria, turns, micros, files, added, removed, pid, machine = null } = agent;
  const lines = added + removed > 0;
  return (
    <div className="agents-figures">
      <span className="kilo-figure agents-proven">{criteria > 0 ? `${proven}/${criteria} proven` : ""}</span>
      <span className="kilo-figure agents-turns">{turns > 0 ? counted(turns, "turn") : ""}</span>
      <span className="kilo-figure agents-cost">{micros > 0 ? formatMicros(micros) : ""}</span>
      <span className="kilo-figure agents-files">
        {files > 0 ? counted(files, "file") : ""}
        {lines ? (
          <>
            {" "}
            <span className="agents-added">+{formatCount(added)}</span>{" "}
            <span className="agents-removed">−{formatCount(removed)}</span>
          </>
        ) : null}
      </span>
      <span className="kilo-figure agents-pid">{pid === null ? "" : `PID ${pidWords(pid, machine)}`}</span>
    </div>
  );
}
