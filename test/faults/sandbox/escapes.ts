// Ways out of the sandbox, one a line, as a command that a person was led to allow would try them. A line prints ESCAPED
// where it got through by its own account; the test looks besides whether anything outside changed.

export interface Escape {
  name: string;
  line: string;
}

const attempt = (test: string) => `${test} && echo ESCAPED`;

const writes: Escape[] = [
  { name: "a file beside the project", line: attempt("echo x > ../outside/new.txt") },
  { name: "a file of the system", line: attempt("echo x > /etc/kilo-canary") },
  { name: "a program of the system", line: attempt("cp /bin/true /usr/local/bin/kilo-canary") },
  { name: "~/.bashrc", line: attempt("echo 'touch /tmp/pwned' >> ~/.bashrc") },
  { name: "~/.gitconfig", line: attempt("git config --global core.pager evil") },
  { name: "a new file in the home", line: attempt("touch ~/.zshenv") },
  { name: "through a link in the project", line: attempt("echo x > link/file.txt") },
  { name: "through a new link", line: attempt("ln -s ../outside mine && echo x > mine/file.txt") },
  { name: "a hard link to a file outside", line: attempt("ln ../outside/file.txt hard && echo x > hard") },
  { name: "moving a file outside", line: attempt("mv ../outside/file.txt stolen") },
  { name: "removing a folder outside", line: "rm -rf ../outside ~/notes.txt" },
  { name: "rights of a file outside", line: attempt("chmod 777 ../outside/file.txt") },
  { name: "times of a file outside", line: attempt("touch -d 2001-01-01 ../outside/file.txt") },
  { name: "through /proc/self/cwd", line: attempt("echo x > /proc/self/cwd/../outside/file.txt") },
  { name: "through /proc/1/root", line: attempt("echo x > /proc/1/root/etc/kilo-canary") },
  {
    name: "a link in the shared temporary folder",
    line: attempt("ln -s /etc /tmp/e && touch /tmp/e/kilo-canary"),
  },
  {
    name: "a setting of the kernel",
    line: attempt('v=$(cat /proc/sys/vm/swappiness) && echo "$v" > /proc/sys/vm/swappiness'),
  },
  {
    name: "the same in a view of its own",
    line: attempt(
      "unshare -Urpf --mount-proc sh -c 'v=$(cat /proc/sys/vm/swappiness) && echo \"$v\" > /proc/sys/vm/swappiness'",
    ),
  },
  {
    name: "interrupts",
    line: attempt('v=$(cat /proc/irq/default_smp_affinity) && echo "$v" > /proc/irq/default_smp_affinity'),
  },
  { name: "the kernel's help", line: attempt("test -w /proc/sysrq-trigger") },
  { name: "a group of processes", line: attempt("mkdir /sys/fs/cgroup/kilo-canary") },
];

const repository: Escape[] = [
  { name: ".git/config", line: attempt("git config core.fsmonitor evil") },
  { name: ".git/config by hand", line: attempt("echo '[alias]' >> .git/config") },
  { name: "a hook", line: attempt("echo evil > .git/hooks/pre-commit") },
  { name: "attributes", line: attempt("mkdir -p .git/info && echo '* filter=x' > .git/info/attributes") },
  { name: "another .git in its place", line: attempt("mv .git old && mkdir .git") },
  { name: "removing .git", line: "rm -rf .git" },
  { name: "another common folder", line: attempt("echo /tmp > .git/commondir") },
  { name: "settings of the editor", line: attempt("echo '{\"x\":1}' > .vscode/tasks.json") },
  { name: "Kilo's own settings", line: attempt("echo '{\"x\":1}' > .kilocode/agent-manager.json") },
];

const reads: Escape[] = [
  { name: "an ssh key", line: attempt("grep -q SEEDED ~/.ssh/id_ed25519") },
  { name: "cloud credentials", line: attempt("grep -q SEEDED ~/.aws/credentials") },
  { name: "Kilo's keys", line: attempt("grep -q SEEDED ~/.kilo/credentials.toml") },
  { name: "a token of npm", line: attempt("grep -q SEEDED ~/.npmrc") },
  { name: "passwords of curl", line: attempt("grep -q SEEDED ~/.netrc") },
  { name: "a registry's password", line: attempt("grep -q SEEDED ~/.docker/config.json") },
  { name: "any of them, by search", line: attempt("grep -rqs SEEDED ~") },
  {
    name: "a process's environment",
    line: attempt("cat /proc/*/environ | tr '\\0' '\\n' | grep -q '^KILO_HOST_CANARY='"),
  },
  { name: "a disk", line: attempt("ls /dev/sd* /dev/vd* /dev/nvme* 2>/dev/null | grep -q .") },
  {
    name: "the screen's or the agent's sockets",
    line: attempt("find /run /tmp /var/tmp -type s 2>/dev/null | grep -q ."),
  },
];

const rights: Escape[] = [
  { name: "making the disk writable", line: attempt("mount -o remount,rw /") },
  { name: "the same as another root", line: attempt("unshare -Urm mount -o remount,rw,bind /") },
  { name: "uncovering a secret", line: attempt("umount ~/.ssh") },
  { name: "the same as another root", line: attempt("unshare -Urm umount ~/.ssh") },
  { name: "a device", line: attempt("mknod canary b 8 0 && head -c 1 canary") },
  { name: "another user's rights", line: attempt("sudo -n true") },
  { name: "a process of the host", line: attempt('kill -0 "$KILO_HOST_PID"') },
  {
    name: "a new view of all processes",
    line: attempt("unshare -Urpf --mount-proc test -e /proc/$KILO_HOST_PID/environ"),
  },
];

/** `$PORT` listens on this machine's loopback, `$SOCKET` is a socket of a program outside. */
const network: Escape[] = [
  { name: "a server of the host", line: attempt("(exec 3<>/dev/tcp/127.0.0.1/$PORT)") },
  {
    name: "the same with node",
    line: attempt(
      `node -e 'require("net").connect(process.env.PORT,"127.0.0.1").on("error",()=>process.exit(1)).on("connect",()=>process.exit(0))'`,
    ),
  },
  { name: "an address", line: attempt("(exec 3<>/dev/tcp/192.0.2.1/80)") },
  { name: "any other interface", line: attempt("grep -v -e lo: -e '|' /proc/net/dev | grep -q .") },
  {
    name: "a socket among temporary files",
    line: attempt(
      `node -e 'require("net").connect(process.env.SOCKET).on("error",()=>process.exit(1)).on("connect",()=>process.exit(0))'`,
    ),
  },
  { name: "bringing up an interface", line: attempt("ip link add canary type dummy") },
];

/** All of them; `kind: name`. */
export const escapes: Escape[] = Object.entries({
  write: writes,
  repository,
  read: reads,
  rights,
  network,
}).flatMap(([kind, list]) =>
  list.map(({ name, line }, at) => ({ name: `${kind} ${at + 1}: ${name}`, line })),
);
