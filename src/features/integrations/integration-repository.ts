import { asc, eq, sql } from "drizzle-orm";
import { integrations, organizationCounters } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import { OPEN_ORGANIZATION, prepareSelection, type TenantScope } from "#src/db/tenant-scope.ts";
import { MAX_INTEGRATIONS, type Integration } from "#src/features/integrations/integration.ts";
import type { IntegrationId } from "#src/lib/ids.ts";

const INTEGRATION = {
  id: integrations.id,
  label: integrations.label,
  url: integrations.url,
  createdBy: integrations.createdBy,
  createdAtMs: integrations.createdAtMs,
};

const ALL = prepareSelection({
  from: integrations,
  columns: INTEGRATION,
  orderBy: [asc(integrations.id)],
  limit: MAX_INTEGRATIONS,
});

/** Every statement on an organization's integrations. */
export function integrationRepository(scope: TenantScope) {
  return {
    /** All of them, in the order of their ids. */
    all(): Statement<Integration> {
      return scope.bind(ALL);
    },

    /** The integration, or no row. */
    find(id: IntegrationId): Statement<Integration> {
      return scope.select({
        from: integrations,
        columns: INTEGRATION,
        where: [eq(integrations.id, id)],
        limit: 1,
      });
    },

    /** Adds it unless there are `MAX_INTEGRATIONS`; needs the organization's counters (`activity.open`). */
    addIfRoom(integration: Integration): Statement<never> {
      const count = sql`select count(*) from ${integrations} where ${integrations.orgId} = ${OPEN_ORGANIZATION}`;
      return scope.insertFrom(integrations, {
        from: organizationCounters,
        where: [sql`(${count}) < ${MAX_INTEGRATIONS}`],
        values: integration,
      });
    },

    /** Answers its id when it was there and is gone. */
    remove(id: IntegrationId): Statement<{ id: IntegrationId }> {
      return scope.delete(integrations, {
        where: [eq(integrations.id, id)],
        returning: { id: integrations.id },
      });
    },
  };
}

/** An integration as the log is told of it (`activityRepository.recordEach`). */
export function loggedIntegration(id: IntegrationId) {
  const where = [eq(integrations.id, id)] as const;
  return { from: integrations, id: integrations.id, title: integrations.label, where };
}
