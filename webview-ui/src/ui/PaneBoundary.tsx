// Stands around a pane: a mistake in drawing shows one sentence and a way back, never an empty pane. Nothing of a run
// is lost by it; the pane only shows what the log has.
import { Component, type ReactNode } from "react";

interface PaneBoundaryProps {
  children: ReactNode;
}

export class PaneBoundary extends Component<PaneBoundaryProps, { problem: string | null }> {
  override state = { problem: null };

  static getDerivedStateFromError(thrown: unknown): { problem: string } {
    return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return (
      <div role="alert" className="kilo-pane-problem">
        <p>This pane could not be drawn: {problem}. The run is not touched by it.</p>
        <button type="button" onClick={() => this.setState({ problem: null })}>
          Show it again
        </button>
      </div>
    );
  }
}
