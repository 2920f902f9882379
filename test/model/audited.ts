import type { SqlConnection } from "#src/db/database.ts";
import { auditQueries } from "#scripts/organization/audit-queries.ts";
import { compounded } from "./stored.ts";

/** What `npm run db:audit` asks: references that leave their organization, and what a deleted one left behind. */
const QUESTIONS = compounded(
  auditQueries().map(({ fault, sql }) => `select '${fault}' as fault, orgId, "row" from (${sql})`),
);

export async function auditFaults(database: SqlConnection): Promise<string[]> {
  const found = await database.batch<{ fault: string; orgId: string; row: string }>(
    QUESTIONS.map((sql) => database.prepare(sql).bind()),
  );
  return found.flatMap(({ results }) => results).map(({ fault, orgId, row }) => `${orgId} ${row}: ${fault}`);
}
