// Finds Go's vet and tests.
import type { CheckDetector } from "./detector";

export const goDetector: CheckDetector = {
  name: "go",
  async detect(reader) {
    if ((await reader.readText("go.mod")) === null) return { checks: [], skipped: [] };
    if (!(await reader.which("go"))) {
      return { checks: [], skipped: ["go.mod is here but go is not installed, so its tests are not run."] };
    }
    const common = { cwd: "", origin: "go.mod" };
    return {
      checks: [
        { id: "go-vet", kind: "lint", command: "go vet ./...", ...common },
        { id: "go-test", kind: "test", command: "go test ./...", ...common },
      ],
      skipped: [],
    };
  },
};
