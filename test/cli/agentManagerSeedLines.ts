// Each line seed 004 shows of its session, and what stands in its place here, in the order in which both stand.

/** A line of the guide, and what stands in its place: the same line where nothing is said. */
type Line = [seed: string, ours?: RegExp];
const rule = "━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━";

/**
 * With dependencies only `database` can begin at once: worktrees and processes of the others are told when they come, in
 * the logs and the status.
 */
export const shown: Record<string, Line[]> = {
  start: [
    ["🚀 Kilo Agent Manager Starting..."],
    [rule],
    ["📋 Task Analysis:"],
    [
      "Building user profile feature with avatar upload",
      /^ {2}Build a user profile feature with avatar upload$/,
    ],
    ["📊 Creating Agent Assignments:"],
    ["✓ Agent 1 (database): Schema for user profiles and avatars"],
    ["✓ Agent 2 (api): Profile CRUD and file upload endpoints"],
    ["✓ Agent 3 (frontend): Profile page and avatar upload UI"],
    ["✓ Agent 4 (testing): Tests for all components"],
    ["🌳 Setting Up Worktrees:"],
    ["✓ Created worktree: feature-db-001"],
    ["🤖 Launching Agents:"],
    ["✓ Agent 1 started (PID: 12345)", /^ {2}✓ Agent 1 \(database\) started \(PID: \d+\)$/],
    ["⏳ Agents are working... Check status with: kilo-code agent-manager status"],
  ],
  status: [
    ["Agent Manager Status"],
    [rule],
    ["Session: session-20260403-001", /^Session: session-\d{8}-001 \(User Profile Feature\)$/],
    ["Started: 2026-04-03 10:30:00", /^Started: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
    ["Elapsed: 45 minutes", /^Elapsed: \d+ (second|minute)s?/],
    ["│ Agent │ Task │ Status │ Progress │", /^│ Agent +│ Task +│ Status +│ Progress +│/],
    ["│ database │ Schema design │ Done │ 100% │", /^│ database +│ Schema for .*│ Done +│ 100%/],
    ["│ api │ Endpoints │ Working │ 75% │", /^│ api +│ Profile CRUD .*│ (Working|Starting) +│ 0%/],
    // It builds on the description that `api` publishes.
    ["│ frontend │ UI components │ Working │ 60% │", /^│ frontend +│ Profile page .*│ Waiting +│ 0%/],
    ["│ testing │ Test suite │ Waiting │ 0% │", /^│ testing +│ Tests for .*│ Waiting +│ 0%/],
    ["Recent Activity:"],
    ["[10:45] database: Created migration file", /^ {2}\[\d\d:\d\d\] database: /],
    ["[10:52] api: Implemented profile endpoint", /^ {2}\[\d\d:\d\d\] api: /],
  ],
  logs: [
    ["✓ Created worktree: feature-db-001", /\[database\] created worktree feature-db-001 on feature\/db-001/],
    ["✓ Agent 1 started (PID: 12345)", /\[database\] started \(PID \d+\)/],
    ["[10:45] database: Created migration file", /\[database\] ✓ write_file src\/db\/migrations\/001/],
    ["Agent 1 (Database) → Orchestrator: Here's the schema", /\[database\].*publish.*schema\.json/i],
    ["✓ Created worktree: feature-api-001", /\[api\] created worktree feature-api-001 on feature\/api-001/],
    ["✓ Agent 2 started (PID: 12346)", /\[api\] started \(PID \d+\)/],
    ["[10:52] api: Implemented profile endpoint", /\[api\] ✓ write_file src\/profileRoutes\.mjs/],
    ["✓ Created worktree: feature-ui-001", /\[frontend\] created worktree feature-ui-001 on feature\/ui-001/],
    ["✓ Agent 3 started (PID: 12347)", /\[frontend\] started \(PID \d+\)/],
    [
      "[10:55] frontend: Created ProfilePage component",
      /\[frontend\] ✓ write_file src\/ui\/profilePage\.mjs/,
    ],
    [
      "✓ Created worktree: feature-tests-001",
      /\[testing\] created worktree feature-tests-001 on feature\/tests-/,
    ],
    ["✓ Agent 4 started (PID: 12348)", /\[testing\] started \(PID \d+\)/],
    [
      "[11:06:30] [api] ✓ Upload tests passing",
      /^\[\d\d:\d\d:\d\d\] \[testing\] ✓ run_command node --test .*exit 0/,
    ],
  ],
  "logs of api": [
    ["[11:05:23] [api] Creating file upload handler...", /^\[\d\d:\d\d:\d\d\] \[api\] /],
    [
      "[11:06:02] [api] Added S3 upload integration",
      /^\[\d\d:\d\d:\d\d\] \[api\] ✓ write_file docs\/openapi\.yaml/,
    ],
  ],
  review: [
    ["Review Session"],
    [rule],
    ["Changes Summary:"],
    ["│ Agent │ Files │ Lines Added │ Lines Del │", /^│ Agent +│ Files +│ Lines Added +│ Lines Del +│$/],
    ["│ database │ 3 │ 145 │ 0 │", /^│ database +│ +3 │ +49 │ +0 │$/],
    ["│ api │ 5 │ 312 │ 12 │", /^│ api +│ +2 │ +48 │ +0 │$/],
    ["│ frontend │ 8 │ 567 │ 23 │", /^│ frontend +│ +1 │ +7 │ +0 │$/],
    ["│ testing │ 6 │ 423 │ 0 │", /^│ testing +│ +1 │ +26 │ +0 │$/],
    ["Total: 22 files, 1,447 additions, 35 deletions", /^Total: 7 files, 130 additions, 0 deletions$/],
    ["Conflicts Detected: 0 ✓"],
    ["Preview Changes:"],
    ["kilo-code agent-manager diff"],
    ["Merge Options:"],
    ["kilo-code agent-manager merge --approve"],
    ["kilo-code agent-manager merge --reject <agent>"],
    ["kilo-code agent-manager merge --request-changes <agent>"],
  ],
  merge: [
    ["Merging Changes..."],
    [rule],
    ["✓ Merging database changes..."],
    ["✓ Merging API changes...", /^✓ Merging api changes\.\.\.$/],
    ["✓ Merging frontend changes..."],
    ["✓ Merging test changes...", /^✓ Merging testing changes\.\.\.$/],
    ["✓ All changes merged successfully!"],
    // With a pull request and without autoCommit the commit is the branch's, and the person's tree stays as it is.
    [
      '✓ Created commit: "feat: Add user profile with avatar upload"',
      /^✓ It stands on kilo-session-\d{8}-001 \([0-9a-f]{12}\); your tree is as it was$/,
    ],
    ["✓ Created PR: #142 - User Profile Feature", /^✓ Created PR: #\d+ - User Profile Feature/],
    ["Next Steps:"],
    [
      "- Review PR: https://github.com/org/repo/pull/142",
      /^- Review PR: https:\/\/git.*\/acme\/shop\/pull\/\d+$/,
    ],
    ["- Clean up worktrees: kilo-code agent-manager cleanup"],
  ],
};
