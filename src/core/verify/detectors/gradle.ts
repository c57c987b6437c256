// Finds Gradle's tests; the project's own wrapper is preferred.
import type { CheckDetector } from "./detector";

const FILES = ["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"];

export const gradleDetector: CheckDetector = {
  name: "gradle",
  async detect(reader) {
    const names = await reader.list("");
    const origin = FILES.find((file) => names.includes(file));
    if (origin === undefined) return { checks: [], skipped: [] };
    const program = names.includes("gradlew")
      ? "./gradlew"
      : (await reader.which("gradle"))
        ? "gradle"
        : null;
    if (program === null) {
      return {
        checks: [],
        skipped: [`${origin} is here but neither gradlew nor gradle is, so its tests are not run.`],
      };
    }
    const command = `${program} test --continue --console=plain`;
    return { checks: [{ id: "gradle-test", kind: "test", command, cwd: "", origin }], skipped: [] };
  },
};
