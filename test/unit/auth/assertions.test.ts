import { expect, test } from "vitest";
import { expectedOrganizations } from "#src/auth/expected-organization.ts";
import { organizationOf } from "#src/auth/form-organization.ts";

test.each([
  ["nothing", "", {}, []],
  ["a header", "", { "Expected-Organization": "acme" }, ["acme"]],
  ["an empty header", "", { "Expected-Organization": "" }, [""]],
  ["its address", "?organization=acme&page=2", {}, ["acme"]],
  ["both, and twice", "?organization=a&organization=b", { "Expected-Organization": "c" }, ["c", "a", "b"]],
])("a request of the API expects an organization by %s", (_, query, headers, expected) => {
  const request = new Request(`https://app.example.com/api/tasks${query}`, { headers });
  expect(expectedOrganizations(request)).toEqual(expected);
});

test("a form says in one field of text which organization it was rendered for", () => {
  const form = new FormData();
  expect(organizationOf(form)).toBeNull();
  form.set("org", new File(["org_acme"], "org"));
  expect(organizationOf(form)).toBeNull();
  form.set("org", "org_acme");
  expect(organizationOf(form)).toBe("org_acme");
});
