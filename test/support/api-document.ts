import { Ajv2020, type AnySchema, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Site } from "#test/support/site.ts";

type Content = Readonly<Record<string, { readonly schema: AnySchema }>>;
type Operation = { readonly responses: Readonly<Record<string, { readonly content?: Content }>> };
export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

/** The site's own document of its API. */
export async function readDocument(site: Site): Promise<ApiDocument> {
  // As the site says; test/edge/api-document.test.ts has a validator look.
  return await (await site.fetch("/api/openapi.json")).json<ApiDocument>();
}

/**
 * The site, each of its API's answers compared with its own document on the way: a status, a content type or a body
 * that is not in there throws. What a path or method that the document lacks is answered is left alone.
 */
export async function asDocumented(site: Site): Promise<Site> {
  const check = checkOf(await readDocument(site));
  return {
    ...site,
    async fetch(path, init) {
      const response = await site.fetch(path, init);
      const { pathname } = new URL(path, site.origin);
      const type = response.headers.get("content-type")?.split(";")[0] ?? null;
      const { status } = response;
      check({ method: init?.method ?? "GET", pathname, status, type, text: await response.clone().text() });
      return response;
    },
  };
}

type Said = {
  readonly method: string;
  readonly pathname: string;
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
};

function checkOf({ paths }: ApiDocument): (said: Said) => void {
  const ajv = new Ajv2020({ allErrors: true });
  formats(ajv);
  const compiled = new Map<AnySchema, ValidateFunction>();
  const routes = Object.entries(paths).map(([path, methods]) => ({
    pattern: new RegExp(`^${path.replaceAll(".", String.raw`\.`).replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    methods,
  }));
  return ({ method, pathname, status, type, text }) => {
    const route = routes.find(({ pattern }) => pattern.test(pathname));
    const operation = route?.methods[method.toLowerCase()];
    if (operation === undefined) return;
    const what = `${method} ${pathname} answers ${status} ${type ?? "nothing"}`;
    const response = operation.responses[status];
    if (response === undefined) throw new Error(`${what}, which its document does not: ${text}`);
    if (response.content === undefined) {
      if (text !== "") throw new Error(`${what} with a body that its document lacks`);
      return;
    }
    const schema = response.content[type ?? ""]?.schema;
    if (schema === undefined) throw new Error(`${what}, of a type that its document lacks`);
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    if (!validate(type !== null && /[/+]json$/.test(type) ? JSON.parse(text) : text)) {
      throw new Error(`${what} with ${text}: ${ajv.errorsText(validate.errors)}`);
    }
  };
}
