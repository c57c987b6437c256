// Finds Maven's tests; the project's own wrapper is preferred.
import type { CheckDetector } from "./detector";

export const mavenDetector: CheckDetector = {
  name: "maven",
  async detect(reader) {
    const names = await reader.list("");
    if (!names.includes("pom.xml")) return { checks: [], skipped: [] };
    const program = names.includes("mvnw") ? "./mvnw" : (await reader.which("mvn")) ? "mvn" : null;
    if (program === null) {
      return {
        checks: [],
        skipped: ["pom.xml is here but neither mvnw nor mvn is, so its tests are not run."],
      };
    }
    // At the end only: a red module must not hide those after it.
    const command = `${program} -B --fail-at-end test`;
    return { checks: [{ id: "maven-test", kind: "test", command, cwd: "", origin: "pom.xml" }], skipped: [] };
  },
};
