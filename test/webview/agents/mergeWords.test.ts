// Why an agent is set aside, in words.
import { expect, it } from "vitest";
import { asideText } from "../../../webview-ui/src/agents/mergeWords";

const aside = { agent: "api", conflicts: [], with: [] };

it("says once that it was rejected, and by whom or why", () => {
  const text = (words: string) => asideText({ ...aside, kind: "rejected", text: words });
  expect(text("rejected: Not needed.")).toBe("rejected: Not needed.");
  expect(text("rejected by the user")).toBe("rejected by the user");
  expect(asideText({ ...aside, kind: "red", text: "npm test" })).toBe("turns the checks red: npm test");
});
