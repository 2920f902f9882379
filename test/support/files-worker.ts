/**
 * A Worker that holds a folder, for another to bind. One that has files itself stands behind Miniflare's router,
 * which takes as long for each request and each call as many an answer does.
 */
export function filesWorker(name: string, directory: string) {
  return {
    name,
    compatibilityDate: "2026-10-12",
    modules: true as const,
    // Not asked: what is no file is not found.
    script: "export default {};",
    assets: { directory },
  };
}
