// Loaded into every Node process of the workbench under test: notes each connection to another machine, and goes on.
// It never changes what a connection does.
const { appendFileSync } = require("node:fs");
const { Socket, isIP } = require("node:net");

const file = process.env.KILO_CONNECTIONS;
const connect = Socket.prototype.connect;

function isLoopback(host) {
  return (
    host === "localhost" ||
    host === "::1" ||
    host === "::ffff:127.0.0.1" ||
    (isIP(host) === 4 && host.startsWith("127."))
  );
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`; Node itself hands over its arguments as one list. */
function target(given) {
  const words = Array.isArray(given[0]) ? given[0] : given;
  const [first, second] = words;
  if (typeof first === "object" && first !== null)
    return first.path ? null : { host: first.host ?? "localhost", port: first.port };
  if (typeof first === "string" && Number.isNaN(Number(first))) return null;
  return { host: typeof second === "string" ? second : "localhost", port: first };
}

/** Where it was asked for; the first ten frames are those of Node and VS Code. */
function whole() {
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = usual;
  return stack.split("\n").slice(3).join("\n");
}

Socket.prototype.connect = function (...given) {
  try {
    const to = target(given);
    if (file && to && !isLoopback(to.host)) {
      const line = { to: `${to.host}:${to.port}`, program: process.argv.slice(1).join(" "), stack: whole() };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    }
  } catch {
    // What watches must not break what is watched.
  }
  return connect.apply(this, given);
};
