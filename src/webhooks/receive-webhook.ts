import type { Webhook } from "#src/clerk/webhook.ts";
import { isDeletedOrganization, isUniqueFailure, type Database } from "#src/db/database.ts";
import { markOrganizationDeleted, markOrganizationErased } from "#src/db/deleted-organizations.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { addDelivery, findDelivery } from "#src/db/webhook-deliveries.ts";
import { eraseOrganization } from "#src/features/export/erase-organization.ts";
import type { OrgId } from "#src/lib/ids.ts";
import { effectOf } from "#src/webhooks/effects.ts";

export type Receipt = "done" | "repeated" | "ignored";

/**
 * Gives a verified event its effect, once for all times that it is sent: both are written, or neither. `ignored`: it
 * means nothing here, or it is about an organization that is deleted. Throws what the database throws; to be sent again then.
 */
export async function receiveWebhook(webhook: Webhook, database: Database, nowMs: number): Promise<Receipt> {
  const { id, type, atMs, fact } = webhook;
  if (fact?.kind === "organization-gone") return endOrganization(webhook, fact.orgId, { database, nowMs });
  const effect = fact === null ? [] : effectOf(fact, atMs, database);
  try {
    await database.batch([addDelivery({ id, type, receivedAtMs: nowMs }), ...effect]);
    return fact === null ? "ignored" : "done";
  } catch (error) {
    if (isUniqueFailure(error, "webhook_deliveries")) return "repeated";
    if (!isDeletedOrganization(error)) throw error;
    return receiveWebhook({ ...webhook, fact: null }, database, nowMs);
  }
}

/** Not one transaction: first nothing can be added any more, then all is erased, however many attempts it takes. */
async function endOrganization(
  { id, type, atMs }: Webhook,
  orgId: OrgId,
  { database, nowMs }: { readonly database: Database; readonly nowMs: number },
): Promise<Receipt> {
  const [[delivered]] = await database.batch([findDelivery(id), markOrganizationDeleted(orgId, atMs)]);
  if (delivered !== undefined) return "repeated";
  await eraseOrganization(systemScope(orgId, database), nowMs);
  try {
    await database.batch([
      addDelivery({ id, type, receivedAtMs: nowMs }),
      markOrganizationErased(orgId, nowMs),
    ]);
    return "done";
  } catch (error) {
    if (isUniqueFailure(error, "webhook_deliveries")) return "repeated";
    throw error;
  }
}
