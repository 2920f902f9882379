/**
 * The page with the nonce on each of its script elements. A parser finds them, since the characters `<script`
 * alone prove nothing: Astro leaves `<` as it is in attributes, and people type what they like.
 */
export function withNonce(page: Response, nonce: string): Response {
  return new HTMLRewriter()
    .on("script", {
      element(script) {
        script.setAttribute("nonce", nonce);
      },
    })
    .transform(page);
}
