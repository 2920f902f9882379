import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCESS, accessTo } from "#src/auth/access.ts";
import { readDocument, type ApiDocument } from "#test/support/api-document.ts";
import { startSite, type Site } from "#test/support/site.ts";

let site: Site;
let document: ApiDocument;
beforeAll(async () => {
  site = await startSite();
  document = await readDocument(site);
});
afterAll(() => site.dispose());

test("the API's document is OpenAPI 3.1", async () => {
  const validator = new Validator();
  expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
  const broken = { ...structuredClone(document), info: {} };
  expect((await new Validator().validate(broken)).valid).toBe(false);
});

test("it names every route of the API with every method, and nothing else", () => {
  const served = Object.keys(ACCESS)
    .filter((route) => route.startsWith("/api/"))
    .flatMap((route) => Object.keys(accessTo(route) ?? {}).map((method) => `${method} ${route}`));
  const named = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, "[$1]")}`),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.toSorted()).toEqual(served.toSorted());
});

test("it has a name of its own for every operation, and is served to anyone", async () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    // As document.ts writes them.
    Object.values(methods).map((operation) => (operation as unknown as { operationId: string }).operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(JSON.stringify(document)).not.toContain("org:sys_");
});
