import { match } from "@clerk/shared/pathToRegexp";
import { describe, expect, test } from "vitest";
import { asksForAnother, ORGANIZATION_PATHS } from "#src/auth/organization-paths.ts";

const ACME = { o: { id: "org_acme", slg: "acme" } };
const NONE = {};

/** What Clerk's SDK makes of an address (`@clerk/backend` tokens/organizationMatcher.ts). */
function asksClerk(path: string): "an organization" | "none" | "nothing" {
  const { organizationPatterns, personalAccountPatterns } = ORGANIZATION_PATHS;
  if (organizationPatterns.some((pattern) => match(pattern)(path))) return "an organization";
  return personalAccountPatterns.some((pattern) => match(pattern)(path)) ? "none" : "nothing";
}

const PATHS = [
  ..."/ /me /me/ /ME /me/session /me/session/ /me/session/x /me/sessions /me/x /mex /me//x".split(" "),
  ..."/orgs /orgs/ /orgs/b /ORGS/b /orgs/b/ /orgs/b/dashboard /orgs/b//x /orgs//b /orgsb /x/orgs/b".split(
    " ",
  ),
  ..."/orgs/org_b /orgs/org_b/dashboard /orgs/org- /dashboard /sign-in".split(" "),
];

describe("an address", () => {
  test.each(PATHS)("asks for what Clerk's SDK reads out of it: %s", (path) => {
    const asked = asksClerk(path);
    expect(asksForAnother(path, ACME)).toBe(asked !== "nothing");
    expect(asksForAnother(path, NONE)).toBe(asked === "an organization");
  });

  test.each(["/orgs/acme", "/orgs/acme/dashboard", "/orgs/org_acme", "/orgs/org_acme/dashboard"])(
    "of the active organization asks for no other: %s",
    (path) => {
      expect(asksForAnother(path, ACME)).toBe(false);
    },
  );

  test("is compared to the letter, and with an instance without slugs by id alone", () => {
    expect(asksForAnother("/orgs/Acme", ACME)).toBe(true);
    expect(asksForAnother("/orgs/acme", { o: { id: "org_acme" } })).toBe(true);
    expect(asksForAnother("/orgs/org_acme", { o: { id: "org_acme" } })).toBe(false);
    for (const o of [null, "acme", 1]) expect(asksForAnother("/orgs/acme", { o })).toBe(true);
  });
});
