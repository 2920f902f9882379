import { eq } from "drizzle-orm";
import { people, tasks } from "#src/db/schema.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import type { OrgId } from "#src/lib/ids.ts";

/*
 * What must not compile. Each line below an expectation is an error today; were one allowed, the type check
 * would fail on the expectation itself.
 */
export function mustNotCompile(scope: TenantScope, orgId: OrgId, row: typeof tasks.$inferInsert): void {
  const returning = { id: tasks.id };
  const where = [eq(tasks.version, 1)] as const;

  // @ts-expect-error people belong to no organization
  scope.select({ from: people, columns: { id: people.id }, limit: 1 });
  // @ts-expect-error a list without a limit
  scope.select({ from: tasks, columns: { id: tasks.id } });
  // @ts-expect-error a chosen organization
  scope.insert(tasks, { ...row, orgId });
  // @ts-expect-error another organization
  scope.update(tasks, { set: { orgId }, where, returning });
  // @ts-expect-error an update of every row
  scope.update(tasks, { set: { title: "x" }, where: [], returning });
  // @ts-expect-error an update without a predicate
  scope.update(tasks, { set: { title: "x" }, returning });
  // @ts-expect-error a removal of every row
  scope.delete(tasks, { where: [], returning });
  // @ts-expect-error a predicate that may be missing, which drizzle would leave out
  scope.delete(tasks, { where: [Math.random() > 2 ? eq(tasks.version, 1) : undefined], returning });
  // @ts-expect-error people are not deleted through an organization
  scope.delete(people, { where: [eq(people.name, "x")], returning: { id: people.id } });
}
