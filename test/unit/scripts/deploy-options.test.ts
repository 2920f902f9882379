import { expect, test } from "vitest";
import { deployOptions } from "#scripts/deploy/options.ts";

test("an environment is taken as named", () => {
  expect(deployOptions(["--env", "staging"])).toEqual({
    environment: "staging",
    dryRun: false,
    secretsFile: null,
  });
  expect(deployOptions(["--env", "production", "--dry-run", "--secrets-file", "a.env"])).toEqual({
    environment: "production",
    dryRun: true,
    secretsFile: "a.env",
  });
});

test.each([[[]], [["--env"]], [["--env", "local"]], [["staging"]], [["--env", "staging", "--force"]]])(
  "%j is answered with the one sentence that says how to deploy",
  (args) => {
    expect(() => deployOptions(args)).toThrow(/^Say where to deploy: npm run deploy -- --env staging/);
  },
);
