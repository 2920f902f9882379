import { eq, lte, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { webhookDeliveries } from "#src/db/mirror-schema.ts";
import type { Statement } from "#src/db/statement.ts";

// Builds SQL text only.
const builder = drizzle(null as unknown as D1Database);

/** Fails the batch, and with it the webhook's effect, when it has had that before. */
export function addDelivery(delivery: typeof webhookDeliveries.$inferInsert): Statement<never> {
  return builder.insert(webhookDeliveries).values(delivery).toSQL();
}

/** One row when the webhook has had its effect. */
export function findDelivery(id: string): Statement<{ id: string }> {
  return builder
    .select({ id: sql`${webhookDeliveries.id}`.as("id") })
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.id, id))
    .limit(1)
    .toSQL();
}

export function dropDeliveriesBefore(receivedAtMs: number): Statement<never> {
  return builder.delete(webhookDeliveries).where(lte(webhookDeliveries.receivedAtMs, receivedAtMs)).toSQL();
}
