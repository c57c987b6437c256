// What an empty sidebar offers: tasks to start from, put into the composer and never sent by themselves.
import { DoLink } from "../runs/DoLink";
import { Icon } from "../ui/Icon";

const examples = [
  "Find out why the tests fail and make them pass",
  "/orchestrate Add input validation to every public endpoint, with tests",
  "Explain how a request travels through this project",
];

export function FirstSteps({ onExample }: { onExample: (text: string) => void }) {
  return (
    <section className="kilo-section kilo-first" aria-labelledby="kilo-first">
      <div className="kilo-section-head">
        <h2 id="kilo-first">Start with</h2>
      </div>
      <ul>
        {examples.map((example) => (
          <li key={example}>
            <button type="button" className="kilo-plain kilo-example" onClick={() => onExample(example)}>
              <Icon name="arrow-right" />
              <span>{example}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="kilo-small kilo-muted">
        A planner breaks the task down, coders carry it out, a debugger proves it with your own checks; never
        above the cap. <DoLink label="Show me around" action={{ type: "host.do", what: "openWalkthrough" }} />
      </p>
    </section>
  );
}
