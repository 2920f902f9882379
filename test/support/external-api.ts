import type { Miniflare, Request as MiniflareRequest, Response as MiniflareResponse } from "miniflare";
import { CAST } from "#clerk-local/seed.ts";

/** Stands between the site and the service, which `service` asks: to count, to hold up, to answer in its place. */
export type Between = (
  request: MiniflareRequest,
  service: () => Promise<MiniflareResponse>,
) => Promise<MiniflareResponse>;

export const EXTERNAL_API = "http://external-api.test";
const [template] = CAST.jwtTemplates;
if (template === undefined) throw new Error("the cast has no JWT template");
export const TEMPLATE = template.name;
export const AUDIENCE = template.claims["aud"] ?? "";

/** The service as a Worker for Miniflare, which takes tokens of that instance for that site. */
export function externalApiWorker(issuer: string, origin: string) {
  return {
    name: "external-api",
    compatibilityDate: "2026-10-12",
    modules: [{ type: "ESModule" as const, path: ".wrangler/test/external-api/worker.js" }],
    bindings: {
      ISSUER: issuer,
      AUTHORIZED_PARTIES: origin,
      AUDIENCE,
      KEY_SET_URL: "http://clerk-local.test/.well-known/jwks.json",
    },
    outboundService: "clerk-local",
  };
}

/** Where the site's requests go: to the service by way of `between`, to clerk-local all else. */
export function outside(between: Between) {
  return (request: MiniflareRequest, miniflare: Miniflare): Promise<MiniflareResponse> => {
    if (new URL(request.url).origin !== EXTERNAL_API) return handOn(request, miniflare, "clerk-local");
    return between(request, () => handOn(request, miniflare, "external-api"));
  };
}

async function handOn(
  { url, method, headers, body }: MiniflareRequest,
  miniflare: Miniflare,
  name: string,
): Promise<MiniflareResponse> {
  const worker = await miniflare.getWorker(name);
  // The types of both ends differ in their streams alone.
  const init = { method, headers, body, duplex: "half", redirect: "manual" } as object;
  return worker.fetch(url, init);
}
