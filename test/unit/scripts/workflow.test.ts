import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";

type Step = {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
};
type Job = {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: unknown;
  readonly environment?: unknown;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
};
type Workflow = {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<"test" | "migrations" | "preview" | "staging" | "production", Job>>;
};

const FOLDER = ".github/workflows";
// What the file holds is what every test below is about: one that is shaped otherwise fails them.
const WORKFLOW = parse(readFileSync(`${FOLDER}/ci.yml`, "utf8")) as Workflow;
const { jobs } = WORKFLOW;
const STEPS = Object.values(jobs).flatMap(({ steps }) => steps);

test("one workflow runs, on every push and pull request, with no rights of the branch it goes to", () => {
  expect(readdirSync(FOLDER)).toEqual(["ci.yml"]);
  expect(WORKFLOW.on).toEqual({ push: { branches: ["**"] }, pull_request: null });
});

test("every push is tested as a newcomer would test it", () => {
  expect(jobs.test.if).toBeUndefined();
  expect(jobs.test.steps.map(({ run }) => run)).toContain(".ci/run");
});

describe("the workflow gives away little:", () => {
  test("its token only reads the repository", () => {
    expect(WORKFLOW.permissions).toEqual({ contents: "read" });
    expect(Object.values(jobs).map(({ permissions }) => permissions)).toEqual(Array(5).fill(undefined));
  });

  test("that token is not left in the checkout", () => {
    const checkouts = STEPS.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(5);
    for (const step of checkouts) expect(step.with).toMatchObject({ "persist-credentials": false });
  });

  test("actions are GitHub's own, each pinned to a commit", () => {
    const used = STEPS.flatMap(({ uses }) => uses ?? []);
    for (const action of used) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
  });

  test("no command has a value written into it", () => {
    const commands = STEPS.flatMap(({ run }) => run ?? []);
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter((command) => command.includes("${{"))).toEqual([]);
  });

  test("Cloudflare's token is seen by the commands that need it, and not while packages are installed", () => {
    const holders = STEPS.filter((step) => JSON.stringify(step).includes("secrets."));
    expect(holders.map(({ run }) => run)).toEqual([
      "npm run preview",
      "npm run deploy -- --env staging",
      "npm run deploy -- --env production",
    ]);
  });
});

describe("main is deployed", () => {
  test("to staging when its tests passed, then to production, by the script", () => {
    expect(jobs.staging.needs).toBe("test");
    expect(jobs.production.needs).toBe("staging");
    for (const name of ["staging", "production"] as const) {
      expect(jobs[name].environment).toBe(name);
      expect(jobs[name].steps.at(-1)?.run).toBe(`npm run deploy -- --env ${name}`);
    }
  });

  test("only from main, and only where there is an account", () => {
    const conditions = jobs.staging.if?.split(" && ");
    expect(conditions).toEqual([
      "github.event_name == 'push'",
      "github.ref == 'refs/heads/main'",
      "vars.CLOUDFLARE_ACCOUNT_ID != ''",
    ]);
    expect(jobs.production.if).toBeUndefined();
  });

  test("with one deploy of an environment at a time, none cut short", () => {
    for (const name of ["staging", "production"] as const) {
      expect(jobs[name].concurrency).toEqual({ group: `deploy-${name}`, "cancel-in-progress": false });
    }
  });
});

test("pull requests of this repository are previewed when tested, unless they bring a migration", () => {
  expect(jobs.preview.needs).toEqual(["test", "migrations"]);
  expect(jobs.preview.if?.split(" && ")).toEqual([
    "github.event.pull_request.head.repo.full_name == github.repository",
    "github.actor != 'dependabot[bot]'",
    "vars.CLOUDFLARE_ACCOUNT_ID != ''",
    "needs.migrations.outputs.changed == 'false'",
  ]);
  expect(jobs.migrations.outputs).toEqual({ changed: "${{ steps.compare.outputs.changed }}" });
  expect(jobs.migrations.steps[0]?.with).toMatchObject({ "fetch-depth": 2 });
  const upload = jobs.preview.steps.at(-1);
  expect(upload?.env).toMatchObject({ PULL_REQUEST: "${{ github.event.pull_request.number }}" });
});

describe("the step that looks for migrations", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  /** The step's own command, on the merge of a branch that adds `file` with a base that adds `baseFile`. */
  function compare({ file, baseFile }: { file: string; baseFile: string }) {
    const folder = mkdtempSync(join(tmpdir(), "orgstead-merge-"));
    folders.push(folder);
    const git = (words: string) => execFileSync("git", words.split(" "), { cwd: folder, env: AUTHOR });
    const commit = (path: string) => {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), path);
      git("add .");
      git("commit --quiet --message change");
    };
    git("init --quiet --initial-branch main");
    commit("migrations/0000_first.sql");
    git("checkout --quiet -b feature");
    commit(file);
    git("checkout --quiet main");
    commit(baseFile);
    git("merge --quiet --no-edit feature");
    const outputs = join(folder, "outputs");
    const command = jobs.migrations.steps.find(({ id }) => id === "compare")?.run ?? "false";
    const environment = { ...AUTHOR, GITHUB_OUTPUT: outputs };
    const said = execFileSync("bash", ["-e", "-c", command], { cwd: folder, env: environment });
    return { outputs: readFileSync(outputs, "utf8"), said: said.toString() };
  }

  const AUTHOR = {
    ...process.env,
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@example.com",
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@example.com",
  };

  test("finds one that the pull request brings, and says why there is no preview", () => {
    const { outputs, said } = compare({ file: "migrations/0001_second.sql", baseFile: "src/page.astro" });
    expect(outputs).toBe("changed=true\n");
    expect(said).toMatch(/^::notice title=No preview::This pull request changes migrations\//);
  });

  test("does not count one that came to main in the meantime", () => {
    const { outputs, said } = compare({ file: "src/page.astro", baseFile: "migrations/0001_second.sql" });
    expect(outputs).toBe("changed=false\n");
    expect(said).toBe("");
  });
});
