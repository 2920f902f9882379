import { expect, test } from "vitest";
import { canonicalPath } from "#src/edge/canonical-path.ts";

test.each([
  ["/orgs/%61cme/dashboard", "/orgs/acme/dashboard"],
  ["/%6Frgs/acme", "/orgs/acme"],
  ["/a%2Db%5Fc%7e%39", "/a-b_c~9"],
])("%s is %s by another spelling", (given, canonical) => {
  expect(canonicalPath(given)).toBe(canonical);
});

test.each(["/orgs/acme", "/", "/a%20b", "/%2561cme", "/a%2Fb", "/%C3%B6l", "/100%", "/%3F%23%25%3B"])(
  "%s is as it should be",
  (path) => {
    expect(canonicalPath(path)).toBeNull();
  },
);
