/**
 * A Worker that holds a folder, for another to bind. One that has files itself stands behind Miniflare's router,
 * which takes as long for each request and each call as many an answer does.
 */
export function filesWorker(name: string, directory: string) {
  return {
    name,
    compatibilityDate: "2026-10-12",
    modules: true as const,
    script: "export default { fetch: (request, { ASSETS }) => ASSETS.fetch(request) };",
    assets: { directory, binding: "ASSETS" },
  };
}
