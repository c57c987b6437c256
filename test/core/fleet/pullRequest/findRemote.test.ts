// Where a pull request would go, told from the configuration alone.
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { apiBase, findRemote } from "../../../../src/core/fleet/pullRequest/findRemote";
import { tokenFor } from "../../../../src/core/fleet/pullRequest/tokenFor";
import { failed, git, repository, runner, temporaryFolder, value } from "../../git/support";

const folder = repository({ "a.txt": "a\n" });

function withOrigin(address: string, ...more: string[][]): string {
  git(folder, "config", "--remove-section", "remote.origin");
  git(folder, "config", "remote.origin.url", address);
  for (const words of more) git(folder, "config", ...words);
  return folder;
}
git(folder, "config", "remote.origin.url", "none");

describe("the repository of an address", () => {
  it.each([
    ["https://github.com/acme/shop", "github.com", "https://github.com/acme/shop", "https://api.github.com"],
    [
      "https://github.com/acme/shop.git/",
      "github.com",
      "https://github.com/acme/shop.git/",
      "https://api.github.com",
    ],
    [
      "https://GitHub.com/acme/shop.git",
      "github.com",
      "https://github.com/acme/shop.git",
      "https://api.github.com",
    ],
    [
      "https://www.github.com/acme/shop",
      "github.com",
      "https://www.github.com/acme/shop",
      "https://api.github.com",
    ],
    [
      "https://ada:secret99@github.com/acme/shop?x=secret99#y",
      "github.com",
      "https://github.com/acme/shop",
      "https://api.github.com",
    ],
    [
      "https://secret99token@github.com/acme/shop.git",
      "github.com",
      "https://github.com/acme/shop.git",
      "https://api.github.com",
    ],
    ["git@github.com:acme/shop.git", "github.com", "git@github.com:acme/shop.git", "https://api.github.com"],
    ["github.com:/acme/shop", "github.com", "github.com:/acme/shop", "https://api.github.com"],
    [
      "ssh://git@github.com/acme/shop.git",
      "github.com",
      "ssh://git@github.com/acme/shop.git",
      "https://api.github.com",
    ],
    [
      "ssh://git:secret99@ssh.github.com:443/acme/shop.git",
      "github.com",
      "ssh://git@ssh.github.com:443/acme/shop.git",
      "https://api.github.com",
    ],
    [
      "git+ssh://git@github.com/acme/shop.git",
      "github.com",
      "ssh://git@github.com/acme/shop.git",
      "https://api.github.com",
    ],
    [
      "https://git.corp.example/acme/shop.git",
      "git.corp.example",
      "https://git.corp.example/acme/shop.git",
      "https://git.corp.example/api/v3",
    ],
    [
      "https://git.corp.example:8443/acme/shop.git",
      "git.corp.example:8443",
      "https://git.corp.example:8443/acme/shop.git",
      "https://git.corp.example:8443/api/v3",
    ],
    [
      "ssh://git@git.corp.example:2222/acme/shop",
      "git.corp.example",
      "ssh://git@git.corp.example:2222/acme/shop",
      "https://git.corp.example/api/v3",
    ],
    [
      "git@my-git.corp.xn--p1ai:acme/shop.git",
      "my-git.corp.xn--p1ai",
      "git@my-git.corp.xn--p1ai:acme/shop.git",
      "https://my-git.corp.xn--p1ai/api/v3",
    ],
    [
      "git@acme.ghe.com:acme/shop.git",
      "acme.ghe.com",
      "git@acme.ghe.com:acme/shop.git",
      "https://api.acme.ghe.com",
    ],
  ])("%s", async (address, host, url, baseUrl) => {
    const found = value(await findRemote(runner(withOrigin(address))));
    expect(found).toEqual({
      name: "origin",
      url,
      host,
      owner: "acme",
      repo: "shop",
      headOwner: "acme",
      into: null,
      from: "origin",
      baseUrl,
    });
    expect(JSON.stringify(found)).not.toContain("secret99");
  });

  it.each([
    ["../shop.git", /is a folder .*: there is no pull request here/],
    ["/srv/git/shop.git", /is a folder \(\/srv\/git\/shop\.git\)/],
    ["file:///srv/git/shop.git", /is a folder \(\/srv\/git\/shop\.git\)/],
    [
      "http://github.com/acme/shop",
      /speaks http, which is not used here; change its address to https or ssh/,
    ],
    ["git://github.com/acme/shop", /speaks git,/],
    ["ext::sh -c evil", /runs a program of its own/],
    ["fd::17", /runs a program of its own/],
    ["-oProxyCommand=evil:acme/shop", /cannot be read/],
    ["ssh://-oProxyCommand=evil/acme/shop", /names no host|cannot be read/],
    ["git@-oProxyCommand=evil:acme/shop", /begins with a dash/],
    ["git@work:acme/shop.git", /names the host "work" of your ssh configuration/],
    ["git@github.com-work:acme/shop.git", /names the host "github\.com-work" of your ssh configuration/],
    ["ssh://git@github.com_work:22/acme/shop", /names the host "github\.com_work" of your ssh/],
    ["git@gitlab.com:acme/shop.git", /lies on gitlab\.com, which is not GitHub/],
    ["https://dev.azure.com/acme/shop", /lies on dev\.azure\.com/],
    ["https://github.com/acme", /does not name one repository as owner\/name/],
    ["https://github.com/acme/shop/tree/main", /does not name one repository/],
    ["https://github.com/acme/..", /does not name one repository|cannot be read/],
    ["https://github.com/a%2fb/shop", /does not name one repository/],
  ])("%s is refused with a sentence", async (address, sentence) => {
    expect(failed(await findRemote(runner(withOrigin(address)))).message).toMatch(sentence);
  });

  it("tells a fork that is pushed to from the repository that is merged into", async () => {
    const at = withOrigin("https://github.com/acme/shop", [
      "remote.origin.pushurl",
      "git@github.com:ada/shop.git",
    ]);
    expect(value(await findRemote(runner(at)))).toMatchObject({
      ...{ url: "git@github.com:ada/shop.git", owner: "acme", headOwner: "ada" },
    });
    git(folder, "config", "--add", "remote.origin.pushurl", "git@github.com:eve/shop.git");
    expect(failed(await findRemote(runner(folder))).message).toMatch(/pushes to several addresses at once/);
    const two = withOrigin("https://github.com/acme/shop", [
      "remote.origin.pushurl",
      "git@git.corp.example:ada/shop",
    ]);
    expect(failed(await findRemote(runner(two))).message).toMatch(/let both be one host/);
  });
});

describe("rewriting of addresses", () => {
  const home = temporaryFolder("home");
  const environment = { PATH: process.env.PATH, HOME: home };
  const own = join(home, ".gitconfig");
  const say = (text: string) => {
    mkdirSync(dirname(own), { recursive: true });
    appendFileSync(own, text);
  };

  it("obeys the person's own, as git does, and never the repository's", async () => {
    say('[url "git@github.com:"]\n\tinsteadOf = gh:\n\tpushInsteadOf = https://github.com/\n');
    const find = async () => value(await findRemote(runner(folder, { environment }))).url;
    withOrigin("gh:acme/shop");
    expect(await find()).toBe("git@github.com:acme/shop");
    withOrigin("https://github.com/acme/shop");
    expect(await find()).toBe("git@github.com:acme/shop");
    expect(
      git(
        folder,
        "-c",
        "url.git@github.com:.pushInsteadOf=https://github.com/",
        "remote",
        "get-url",
        "--push",
        "origin",
      ),
    ).toBe("git@github.com:acme/shop\n");
    git(folder, "config", "url.https://evil.example/.insteadOf", "https://github.com/");
    git(folder, "config", "url.https://evil.example/.pushInsteadOf", "git@github.com:");
    expect(await find()).toBe("git@github.com:acme/shop");
    git(folder, "config", "--remove-section", "url.https://evil.example/");
    say('[url "https://mirror.example/"]\n\tinsteadOf = git@github.com:\n');
    expect(failed(await findRemote(runner(folder, { environment }))).message).toMatch(
      /rewrites this remote's address twice/,
    );
  });
});

describe("which remote", () => {
  it("origin, else the branch's own, else the only one", async () => {
    const other = repository({ "a.txt": "a\n" });
    const find = () => findRemote(runner(other));
    expect(failed(await find())).toMatchObject({
      code: "not-found",
      message: expect.stringMatching(/has no remote/),
    });
    git(other, "remote", "add", "upstream", "git@github.com:acme/shop");
    expect(value(await find()).name).toBe("upstream");
    git(other, "remote", "add", "mine", "git@github.com:ada/shop");
    expect(failed(await find()).message).toMatch(/remotes upstream, mine and none is called origin/);
    git(other, "config", "branch.main.remote", "mine");
    expect(value(await find()).name).toBe("mine");
    git(other, "checkout", "-q", "--detach");
    expect(failed(await find()).code).toBe("not-found");
    git(other, "remote", "add", "origin", "git@github.com:acme/shop");
    expect(value(await find()).name).toBe("origin");
  });

  it("is the one pushes are set to go to, and the work is merged into what the branch follows", async () => {
    const other = repository({ "a.txt": "a\n" });
    const find = async (branch = "main") => value(await findRemote(runner(other), { branch }));
    git(other, "remote", "add", "origin", "https://github.com/acme/shop.git");
    expect(await find()).toMatchObject({ name: "origin", from: "origin", into: "main", headOwner: "acme" });
    git(other, "config", "branch.main.remote", "origin");
    git(other, "config", "branch.main.merge", "refs/heads/develop");
    expect(await find()).toMatchObject({ name: "origin", from: "origin", into: "develop" });
    expect((await find("other")).into).toBe("other");
    git(other, "remote", "add", "fork", "git@github.com:ada/shop.git");
    git(other, "config", "remote.pushDefault", "fork");
    const fork = { name: "fork", from: "origin", into: "develop", owner: "acme", headOwner: "ada" };
    expect(await find()).toMatchObject(fork);
    git(other, "config", "branch.main.pushRemote", "origin");
    expect(await find()).toMatchObject({ name: "origin", headOwner: "acme" });
    // A branch of this very repository is none that GitHub could merge into.
    git(other, "config", "branch.main.remote", ".");
    expect(await find()).toMatchObject({ from: "origin", into: "main" });
    git(other, "remote", "add", "elsewhere", "git@git.corp.example:acme/shop.git");
    git(other, "config", "branch.main.remote", "elsewhere");
    expect(failed(await findRemote(runner(other), { branch: "main" })).message).toBe(
      "The branch is fetched from git.corp.example and pushed to github.com; let both be one host.",
    );
  });

  it("is found from an agent's worktree too", async () => {
    const other = repository({ "a.txt": "a\n" });
    git(other, "remote", "add", "origin", "git@github.com:acme/shop");
    const tree = join(temporaryFolder(), "tree");
    git(other, "worktree", "add", "-q", tree);
    expect(value(await findRemote(runner(tree))).repo).toBe("shop");
  });
});

describe("apiBase", () => {
  const own = { GITHUB_API_URL: "https://api.corp.example/v3/" };
  it.each([
    ["github.com", {}, "https://api.github.com"],
    ["github.com", own, "https://api.github.com"],
    ["git.corp.example", own, "https://git.corp.example/api/v3"],
    ["git.corp.example", { ...own, GH_HOST: "git.corp.example" }, "https://api.corp.example/v3"],
    ["evil.example", { ...own, GH_HOST: "git.corp.example" }, "https://evil.example/api/v3"],
    [
      "git.corp.example",
      { ...own, GITHUB_SERVER_URL: "https://git.corp.example" },
      "https://api.corp.example/v3",
    ],
  ])("%s with %j: %s", (host, environment, base) => {
    expect(apiBase(host, environment)).toBe(base);
  });
});

describe("tokenFor", () => {
  it.each<[string, Record<string, string>, string | null]>([
    ["github.com", { GITHUB_TOKEN: "one" }, "one"],
    ["github.com", { GH_TOKEN: "two", GITHUB_TOKEN: "one" }, "two"],
    ["github.com", { GH_TOKEN: " ", GITHUB_TOKEN: "one\n" }, "one"],
    ["acme.ghe.com", { GH_TOKEN: "two" }, "two"],
    ["github.com", { GH_ENTERPRISE_TOKEN: "corp" }, null],
    ["evil.example", { GITHUB_TOKEN: "one", GH_TOKEN: "two", GH_ENTERPRISE_TOKEN: "corp" }, null],
    ["evil.example", { GH_HOST: "git.corp.example", GH_ENTERPRISE_TOKEN: "corp" }, null],
    ["github.com.evil.example", { GITHUB_TOKEN: "one" }, null],
    [
      "git.corp.example",
      { GH_HOST: "git.corp.example", GH_ENTERPRISE_TOKEN: "corp", GITHUB_TOKEN: "one" },
      "corp",
    ],
    ["git.corp.example", { GH_HOST: "git.corp.example", GITHUB_TOKEN: "one" }, null],
    ["git.corp.example", { GITHUB_SERVER_URL: "https://git.corp.example", GITHUB_TOKEN: "runner" }, "runner"],
  ])("%s of %o", (host, environment, wanted) => {
    const found = tokenFor(host, environment);
    expect(found.ok ? found.value : null).toBe(wanted);
    if (!found.ok)
      expect(found.failure).toMatchObject({ code: "key-missing", message: expect.stringContaining(host) });
  });
});
