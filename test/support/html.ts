/** A page less what differs at each rendering: the ids of Clerk's components, the nonce, the keys of forms, the ids of islands. */
export function withoutRandomParts(html: string): string {
  return html
    .replaceAll(/nonce="[^"]+"/g, "nonce")
    .replaceAll(/name="key" value="[^"]+"/g, "key")
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, "uuid")
    .replaceAll(/uid="[^"]+"/g, "uid")
    .replaceAll(/clerk-[a-z-]+-[A-Za-z0-9_-]+/g, "clerk-id")
    .replaceAll(/safeId = "[^"]+"/g, "safeId");
}

/** What a page's list of facts says under a name, as text; undefined when it has none of that name. */
export function factOf(html: string, name: string): string | undefined {
  return new RegExp(`<dt[^>]*>${name}</dt>\\s*<dd[^>]*>([^]*?)</dd>`)
    .exec(html)?.[1]
    ?.replaceAll(/<[^>]+>/g, "")
    .trim();
}

/** What a page says, without its tags. */
export function textOf(html: string): string {
  return html.replaceAll(/<[^>]+>/g, "").replaceAll(/\s+/g, " ");
}
