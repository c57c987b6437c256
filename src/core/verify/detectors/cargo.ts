// Finds Rust's tests. They compile first, so no separate build; clippy only where the configuration adds it.
import type { CheckDetector } from "./detector";

export const cargoDetector: CheckDetector = {
  name: "cargo",
  async detect(reader) {
    const manifest = await reader.readText("Cargo.toml");
    if (manifest === null) return { checks: [], skipped: [] };
    if (!(await reader.which("cargo"))) {
      return {
        checks: [],
        skipped: ["Cargo.toml is here but cargo is not installed, so its tests are not run."],
      };
    }
    // Without --no-fail-fast the targets after the first red one never run, before and after alike.
    const all = /^\s*\[workspace\b/m.test(manifest) ? " --workspace" : "";
    const command = `cargo test${all} --no-fail-fast`;
    return {
      checks: [{ id: "cargo-test", kind: "test", command, cwd: "", origin: "Cargo.toml" }],
      skipped: [],
    };
  },
};
