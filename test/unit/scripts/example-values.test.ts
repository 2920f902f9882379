import { expect, test } from "vitest";
import { exampleValues } from "#scripts/deploy/example-values.ts";
import { readTarget, type Target } from "#scripts/deploy/target.ts";

const OWN: Target = {
  environment: "staging",
  workerName: "orgstead-staging",
  vars: {
    APP_ORIGIN: "https://staging.acme.test",
    PUBLIC_CLERK_PUBLISHABLE_KEY: "pk_test_Y2xlcmsuYWNtZS50ZXN0JA",
  },
  databases: [{ binding: "DB", name: "orgstead-staging", id: "7a6f2f0a-2c1b-4f3e-9d57-1f0b8f5c0e11" }],
  routes: ["staging.acme.test"],
  requiredSecrets: [],
};

test("values of one's own are let through", () => {
  expect(exampleValues(OWN)).toEqual([]);
});

test.each(["staging", "production"] as const)(
  "each example value that %s was published with is named",
  (name) => {
    const said = exampleValues(readTarget(name)).join("\n");
    for (const value of ["PUBLIC_CLERK_PUBLISHABLE_KEY", "APP_ORIGIN", "routes", "database_id"]) {
      expect(said).toContain(`${value} "`);
    }
  },
);

test.each<[string, Partial<Target>]>([
  ["PUBLIC_CLERK_PUBLISHABLE_KEY", { vars: { ...OWN.vars, PUBLIC_CLERK_PUBLISHABLE_KEY: "" } }],
  ["APP_ORIGIN", { vars: { ...OWN.vars, APP_ORIGIN: "https://staging.orgstead.example" } }],
  ["routes", { routes: ["staging.acme.test", "www.acme.example/*"] }],
  ["database_id", { databases: [{ binding: "DB", name: "orgstead-staging", id: "" }] }],
])("a single one left, %s, is named alone", (value, change) => {
  const said = exampleValues({ ...OWN, ...change });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(value);
});

test("an environment needs the secrets that the Worker reads", () => {
  expect(readTarget("production").requiredSecrets).toEqual([
    "CLERK_SECRET_KEY",
    "CLERK_JWT_KEY",
    "CLERK_WEBHOOK_SIGNING_SECRET",
  ]);
});
