/**
 * GET /npm/@clerk/<clerk-js|ui>@<version>/dist/<file>: the bundles that the browser loads, out of node_modules,
 * for whatever version the address names (shared/loadClerkJsScript.ts; the chunks come from the exact version's
 * address, clerk-js/utils/setWebpackChunkPublicPath.ts).
 */
const BUNDLE = /^\/npm\/@clerk\/(clerk-js|ui)@[\w.-]+\/dist\/([\w.@-]+\.js)$/;

export function isScriptPath(pathname: string): boolean {
  return pathname.startsWith("/npm/");
}

/** The bundle, or 404. `scripts` is the assets binding, whose root is node_modules/@clerk. */
export async function answerScript(request: Request, scripts: Fetcher): Promise<Response> {
  const url = new URL(request.url);
  const [, packageName, file] = BUNDLE.exec(url.pathname) ?? [];
  if (packageName === undefined || file === undefined) return new Response("Not found", { status: 404 });
  const asset = await scripts.fetch(new URL(`/${packageName}/dist/${file}`, url), {
    headers: conditionsOf(request),
  });
  if (!asset.ok && asset.status !== 304) return new Response("Not found", { status: 404 });
  const headers = new Headers(asset.headers);
  // The bundles' class names contain a lock sign, which turns to mojibake without the charset.
  headers.set("content-type", "text/javascript; charset=utf-8");
  // The script tags are cross-origin ones (`crossorigin="anonymous"`).
  headers.set("access-control-allow-origin", "*");
  headers.set("cache-control", "public, max-age=3600");
  return new Response(asset.body, { status: asset.status, headers });
}

function conditionsOf(request: Request): Headers {
  const etag = request.headers.get("if-none-match");
  return new Headers(etag === null ? {} : { "if-none-match": etag });
}
