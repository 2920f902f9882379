import type { Call } from "#clerk-local/dispatch.ts";
import type { ImageRecord } from "#clerk-local/state/records.ts";

/** Where a picture is shown: under the site's own origin, as the proxy names it; a page's policy lets in no other. */
export function imageUrlOf({ request, instance }: Call, { id }: ImageRecord): string {
  const frontendApi = request.headers.get("clerk-proxy-url") ?? `${instance.appOrigin}/__clerk`;
  return `${frontendApi}/v1/images/${id}`;
}
