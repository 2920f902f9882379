/** Stands in every text of an organization and in no other's. */
export function canaryOf(orgId: string): string {
  return `cnry${orgId.slice("org_".length)}`;
}
