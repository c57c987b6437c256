// Notifications for approvals: one at a time for a run, none for what is seen, and no text of a model's becomes a link.
import { beforeEach, expect, it } from "vitest";
import type * as vscode from "vscode";
import type { FollowedRun, KiloHost } from "../../src/extension/kiloHost";
import { registerApprovalNotices } from "../../src/extension/panes/approvalNotices";
import type { Driver, InboxEntry } from "../../src/protocol/wire";
import { EventEmitter } from "./stand/basics";
import { stand } from "./stand/stand";

let waiting: InboxEntry[];
let visible: boolean;
let driver: Driver;
let changed: EventEmitter<void>;
let opened: unknown[];
let part: vscode.Disposable;

beforeEach(() => {
  [waiting, visible, driver, opened] = [[], false, "here", []];
  [stand.shown.length, stand.answers.length] = [0, 0];
  changed = new EventEmitter();
  const book = {
    inbox: () => waiting,
    known: (): Partial<FollowedRun> => ({ driver }),
    choose: async (run: string) => void opened.push(run),
    onDidChange: changed.event,
  };
  const openSidebar = async (show: unknown) => void opened.push(show);
  part?.dispose();
  part = registerApprovalNotices(
    { book, openSidebar } as unknown as KiloHost,
    { isVisible: () => visible } as never,
  );
});

function ask(run: string, id: string, title = "Start step s1"): void {
  const approval = { id, kind: "subtask" as const, title, detail: "", hash: "0".repeat(64), askedAt: 1 };
  waiting.push({ run, prompt: "p", role: null, left: 0, models: [], stepRoles: [], approval });
  changed.fire();
}
const texts = () => stand.shown.map(({ text }) => text);

it("one for a run at a time, however much of it waits", async () => {
  let answer: (value: string) => void = () => {};
  stand.answers.push(
    new Promise<string>((resolve) => {
      answer = resolve;
    }),
  );
  ask("r1", "a");
  changed.fire();
  ask("r1", "b");
  ask("r2", "c");
  expect(texts()).toHaveLength(2);
  answer("Show");
  await new Promise((resolve) => setImmediate(resolve));
  expect(opened).toEqual(["r1", { approval: "a" }]);
  ask("r1", "d");
  expect(texts()).toHaveLength(3);
});

const never = () => new Promise<string>(() => undefined);
function answered(id: string): void {
  waiting = waiting.filter(({ approval }) => approval.id !== id);
  changed.fire();
}

it("one for what is asked after the notice before it was answered elsewhere and never put away", () => {
  stand.answers.push(never(), never());
  ask("r1", "a", "The plan");
  answered("a");
  ask("r1", "b", "The merge");
  expect(texts()).toEqual(["Kilo waits for you: The plan", "Kilo waits for you: The merge"]);
});

it("one for what waited beside a question that was answered elsewhere, none where the person put that notice away", async () => {
  stand.answers.push(never(), undefined);
  ask("r1", "a", "First");
  ask("r1", "b", "Second");
  expect(texts()).toHaveLength(1);
  answered("a");
  expect(texts().slice(1)).toEqual(["Kilo waits for you: Second"]);
  let away: (value: undefined) => void = () => {};
  stand.answers.push(
    new Promise<undefined>((resolve) => {
      away = resolve;
    }),
  );
  ask("r2", "c", "Third");
  ask("r2", "d", "Fourth");
  away(undefined);
  await new Promise((resolve) => setImmediate(resolve));
  changed.fire();
  expect(texts().slice(2)).toEqual(["Kilo waits for you: Third"]);
});

it.each([
  ["the sidebar is seen", true, "here"],
  ["a terminal drives it", false, "elsewhere"],
  ["it is paused", false, "nobody"],
] as const)("none where %s", (_name, seen, by) => {
  [visible, driver] = [seen, by];
  ask("r1", "a");
  visible = false;
  driver = "here";
  changed.fire();
  expect(texts()).toEqual([]);
});

it("a title cannot become a link, and hides nothing", () => {
  ask("r1", "a", "rm [here](command:kilo.stop) \u202etxt");
  expect(texts()).toEqual(["Kilo waits for you: rm [here] (command:kilo.stop) <U+202E>txt"]);
});
