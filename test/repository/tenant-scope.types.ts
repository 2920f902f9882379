import { eq, type SQL } from "drizzle-orm";
import type { Database } from "#src/db/database.ts";
import { people } from "#src/db/mirror-schema.ts";
import { taskDays, tasks } from "#src/db/schema.ts";
import { prepareSelection, TenantScope } from "#src/db/tenant-scope.ts";
import { taskRepository } from "#src/features/tasks/task-repository.ts";
import type { OrgId } from "#src/lib/ids.ts";

/*
 * What must not compile. Each line below an expectation is an error today; were one allowed, the type check
 * would fail on the expectation itself.
 */
type Given = {
  readonly scope: TenantScope;
  readonly orgId: OrgId;
  readonly row: typeof tasks.$inferInsert;
  readonly person: typeof people.$inferInsert;
  readonly predicates: readonly SQL[];
};

const returning = { id: tasks.id };
const where = [eq(tasks.version, 1)] as const;
const ofPerson = { where: [eq(people.name, "x")], returning: { id: people.id } } as const;

export function reading({ scope }: Given): void {
  // @ts-expect-error people belong to no organization
  scope.select({ from: people, columns: { id: people.id }, limit: 1 });
  // @ts-expect-error people belong to no organization, prepared or not
  prepareSelection({ from: people, columns: { id: people.id }, limit: 1 });
  // @ts-expect-error a prepared selection that no scope has bound
  void scope.batch([prepareSelection({ from: tasks, columns: { id: tasks.id }, limit: 1 })]);
  // @ts-expect-error a list without a limit
  scope.select({ from: tasks, columns: { id: tasks.id } });
  // @ts-expect-error a predicate that may be missing, which drizzle would leave out
  scope.select({ from: tasks, columns: returning, where: [maybe(eq(tasks.version, 1))], limit: 1 });
}

export function adding({ scope, orgId, row, person }: Given): void {
  // @ts-expect-error a chosen organization
  scope.insert(tasks, { ...row, orgId });
  // @ts-expect-error a row that brings an organization along
  scope.insert(tasks, row);
  // @ts-expect-error people belong to no organization
  scope.insert(people, person);
  // @ts-expect-error rows of which one brings an organization along
  scope.insertAll(tasks, [row]);
  // @ts-expect-error people belong to no organization
  scope.insertAll(people, [person]);
}

export function deriving({ scope, orgId, predicates }: Given): void {
  const days = { day: "2026-11-24", added: 1, completed: 0 };
  // @ts-expect-error rows of people belong to no organization
  scope.insertFrom(taskDays, { from: people, where, values: days });
  // @ts-expect-error rows for people belong to no organization
  scope.insertFrom(people, { from: tasks, where, values: days });
  // @ts-expect-error a chosen organization
  scope.insertFrom(taskDays, { from: tasks, where, values: { ...days, orgId } });
  // @ts-expect-error a column left out
  scope.insertFrom(taskDays, { from: tasks, where, values: { day: "2026-11-24" } });
  // @ts-expect-error a row for every row
  scope.insertFrom(taskDays, { from: tasks, where: [], values: days });
  // @ts-expect-error a row for every row, by predicates of which there may be none
  scope.insertFrom(taskDays, { from: tasks, where: predicates, values: days });
}

export function changing({ scope, orgId, predicates }: Given): void {
  // @ts-expect-error another organization
  scope.update(tasks, { set: { orgId }, where, returning });
  // @ts-expect-error an update of every row
  scope.update(tasks, { set: { title: "x" }, where: [], returning });
  // @ts-expect-error an update without a predicate
  scope.update(tasks, { set: { title: "x" }, returning });
  // @ts-expect-error an update by predicates of which there may be none
  scope.update(tasks, { set: { title: "x" }, where: predicates, returning });
  // @ts-expect-error people are not changed through an organization
  scope.update(people, { set: { name: "x" }, ...ofPerson });
}

export function removing({ scope, predicates }: Given): void {
  // @ts-expect-error a removal of every row
  scope.delete(tasks, { where: [], returning });
  // @ts-expect-error a removal without a predicate
  scope.delete(tasks, { returning });
  // @ts-expect-error a removal by predicates of which there may be none
  scope.delete(tasks, { where: predicates, returning });
  // @ts-expect-error a predicate that may be missing, which drizzle would leave out
  scope.delete(tasks, { where: [maybe(eq(tasks.version, 1))], returning });
  // @ts-expect-error people are not deleted through an organization
  scope.delete(people, ofPerson);
}

export function making(database: Database, slug: string): unknown[] {
  return [
    // @ts-expect-error an organization's id is made by parseOrgId, not taken from an address
    new TenantScope(slug, database),
    // @ts-expect-error a repository has no organization to choose, only a scope
    taskRepository(slug),
  ];
}

function maybe(predicate: SQL): SQL | undefined {
  return Math.random() > 2 ? predicate : undefined;
}
