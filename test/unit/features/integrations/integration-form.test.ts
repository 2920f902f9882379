import { expect, test } from "vitest";
import { parseIntegration } from "#src/features/integrations/integration-form.ts";

test("an integration's address is stored as the URL standard writes it", () => {
  expect(parseIntegration({ label: " Chat ", url: "https://EXAMPLE.com/a b?c=ü" })).toEqual({
    ok: true,
    value: { label: "Chat", url: "https://example.com/a%20b?c=%C3%BC" },
  });
});

test.each([
  [{ label: "", url: "https://example.com" }, "label"],
  [{ label: "x".repeat(61), url: "https://example.com" }, "label"],
  [{ label: "x", url: "http://example.com" }, "url"],
  [{ label: "x", url: "javascript:alert(1)" }, "url"],
  [{ label: "x", url: "example.com" }, "url"],
  [{ label: "x", url: "https://ada:secret@example.com" }, "url"],
  [{ label: "x", url: `https://example.com/${"ü".repeat(200)}` }, "url"],
  [{ label: "x", url: null }, "url"],
])("an integration that will not do is told so at its field: %#", (typed, field) => {
  const refused = parseIntegration(typed);
  expect(refused.ok ? [] : Object.keys(refused.reason)).toEqual([field]);
});
