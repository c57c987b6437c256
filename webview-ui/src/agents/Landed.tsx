// Where the result went beside the user's folder: the pull request, and what kept a file out.
import type { SessionPicture } from "../../../src/protocol/agentsWire";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { visibleText } from "../ui/visibleText";
import { shortened } from "./agentWords";

const shownBlocked = 5;

interface LandedProps {
  picture: SessionPicture;
  busy: boolean;
  /** Shows the pull request, or tries again to open one. */
  onOpen: () => void;
}

export function Landed({ picture, busy, onOpen }: LandedProps) {
  const { committed, pullRequest, noPullRequest, mayOpenAgain = false } = picture;
  const blocked = committed?.blocked ?? [];
  return (
    <>
      {blocked.length > 1 ? (
        <ul className="agents-blocked">
          {blocked.slice(0, shownBlocked).map(({ path, why }) => (
            <li key={path}>
              <code>{visibleText(shortened(path, 300))}</code>: {visibleText(shortened(why, 300))}
            </li>
          ))}
          {blocked.length > shownBlocked ? <li>and {blocked.length - shownBlocked} more</li> : null}
        </ul>
      ) : null}
      {pullRequest ? (
        <p className="agents-line">
          <Icon name="git-pull-request" />
          <span className="agents-line-words">
            Pull request #{pullRequest.number}, {pullRequest.state}
            {pullRequest.checks === "none" ? "" : `, checks ${pullRequest.checks}`} ·{" "}
            <span className="kilo-muted">{visibleText(pullRequest.branch)}</span>
          </span>
          <Button kind="secondary" label="Open pull request" icon="link-external" onPress={onOpen} />
        </p>
      ) : null}
      {noPullRequest ? (
        <p className="agents-line">
          <Icon name="warning" />
          <span className="agents-line-words">
            No pull request: {visibleText(shortened(noPullRequest, 500))}
          </span>
          {mayOpenAgain ? (
            <Button kind="secondary" label="Try again" icon="refresh" disabled={busy} onPress={onOpen} />
          ) : null}
        </p>
      ) : null}
    </>
  );
}
