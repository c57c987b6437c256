// `npm run demo:vscode`: the real workbench in a browser on loopback, with the extension, the sample project and the
// scripted models. Everything lies in a temporary folder and is removed when it is ended with Ctrl+C.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { prepareWorkbench } from "./prepare.mjs";

const settings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "typescript.disableAutomaticTypeAcquisition": true,
  "git.openRepositoryInParentFolders": "never",
};

const workbench = await prepareWorkbench();
if (!workbench.ok) {
  console.error(workbench.why);
  process.exit(1);
}
console.log("Packaging the extension…");
execFileSync("npm", ["run", "--silent", "package"], { stdio: ["ignore", "ignore", "inherit"] });
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const extension = readdirSync("dist").find((name) => name.endsWith(`-${version}.vsix`));

const top = mkdtempSync(join(tmpdir(), "kilo-demo-vscode-"));
const [user, extensions] = [join(top, "user"), join(top, "extensions")];
mkdirSync(join(user, "User"), { recursive: true });
writeFileSync(join(user, "User", "settings.json"), JSON.stringify(settings, null, 2));
writeFileSync(join(top, "config.yaml"), "");

const served = spawn(process.execPath, [join("dist", "demo", "serve.cjs")], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [line] = await new Promise((resolve, reject) => {
  createInterface({ input: served.stdout }).once("line", (text) => resolve([text]));
  served.once("exit", () => reject(new Error("The sample project could not be made.")));
});
const sample = JSON.parse(line);

const env = {
  // Nothing of the demo may reach a real model or the user's own runs.
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(ANTHROPIC|OPENAI)_|^KILO_/.test(name)),
  ),
  KILO_HOME: sample.home,
  [sample.keyName]: "no-key-is-needed",
};
const port = await freePort();
const place = ["--config", join(top, "config.yaml"), "--user-data-dir", user, "--extensions-dir", extensions];
execFileSync(
  workbench.node,
  [workbench.codeServer, ...place, "--install-extension", join("dist", extension)],
  { env },
);
const words = [
  "--auth",
  "none",
  "--bind-addr",
  `127.0.0.1:${port}`,
  "--disable-telemetry",
  "--disable-update-check",
];
const quiet = ["--disable-getting-started-override", "--disable-workspace-trust"];
const server = spawn(workbench.node, [workbench.codeServer, ...place, ...words, ...quiet], {
  env,
  detached: true,
  stdio: "ignore",
});

let ending = false;
const end = (code) => {
  if (ending) return;
  ending = true;
  // The server has children of its own; the group goes as one.
  try {
    process.kill(-server.pid, "SIGTERM");
  } catch {}
  served.kill("SIGTERM");
  rmSync(top, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => end(0));
server.once("exit", () => end(1));

await until(`http://127.0.0.1:${port}/healthz`);
console.log(`
VS Code with Kilo Orchestrator, a sample project and scripted models:

  http://127.0.0.1:${port}/?folder=${encodeURIComponent(sample.project)}

Open it in a browser, click Kilo in the activity bar, and type one of the two tasks the scripted model knows:
  Add cursor pagination to the /api/users endpoint. Update the schema, the handler, and the OpenAPI spec. Make sure existing tests pass.
  Rename userCount to activeUserCount across the project
Ctrl+Shift+O opens the trace. Ctrl+C here ends it and removes everything.
`);

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port: found } = probe.address();
      probe.close(() => resolve(found));
    });
  });
}

async function until(url) {
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
