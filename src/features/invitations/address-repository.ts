import { eq, isNull, sql, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { invitations } from "#src/db/invitation-schema.ts";
import { memberships, people } from "#src/db/mirror-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { MAX_LISTED } from "#src/features/invitations/invitation.ts";

/** What is known of addresses that somebody wants to invite. */
export function addressRepository(scope: TenantScope) {
  return {
    /** Which of the addresses are members'. */
    memberEmails(emails: readonly string[]): Statement<{ email: string | null }> {
      return scope.select({
        from: memberships,
        columns: { email: people.email },
        join: { table: people, on: eq(people.id, memberships.userId) },
        where: [isNull(memberships.deletedAtMs), isAmong(sql`lower(${people.email})`, emails)],
        limit: MAX_LISTED,
      });
    },

    /** Which of the addresses have an unsent invitation. */
    unsentEmails(emails: readonly string[]): Statement<{ email: string }> {
      return scope.select({
        from: invitations,
        columns: { email: invitations.email },
        where: [sql`${invitations.status} in ('waiting', 'sending')`, isAmong(invitations.email, emails)],
        limit: MAX_LISTED,
      });
    },
  };
}

/** Whether a value is one of the texts, which have no line ends: one parameter, since D1 takes a hundred, and no list to be made of it. */
function isAmong(value: SQL | SQLiteColumn, texts: readonly string[]): SQL {
  return sql`instr(${`\n${texts.join("\n")}\n`}, char(10) || ${value} || char(10)) > 0`;
}
