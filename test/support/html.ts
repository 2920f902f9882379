/** A page less what differs at each rendering: the ids of Clerk's components, the nonce. */
export function withoutRandomParts(html: string): string {
  return html
    .replaceAll(/nonce="[^"]+"/g, "nonce")
    .replaceAll(/clerk-[a-z-]+-[A-Za-z0-9_-]+/g, "clerk-id")
    .replaceAll(/safeId = "[^"]+"/g, "safeId");
}
