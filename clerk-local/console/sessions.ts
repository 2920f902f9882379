import type { Situation } from "#clerk-local/dispatch.ts";
import { isLive, shownStatus } from "#clerk-local/rules/sessions.ts";
import type { Html } from "./html.ts";
import { id, table, time } from "./parts.ts";
import { nameById } from "./people.ts";

/** Every session, newest first. */
export function sessionsPage({ tables, clock }: Situation): Html {
  return table({
    label: "Sessions",
    head: [
      "Person",
      "Status",
      "Active organization",
      "Since (UTC)",
      "Last active (UTC)",
      "Until (UTC)",
      "Id",
    ],
    rows: tables.sessions
      .all()
      .toReversed()
      .map((session) => {
        const status = shownStatus(tables, session);
        const isOpen = status === "active" || status === "pending";
        return [
          nameById(tables, session.userId),
          isOpen && !isLive(session, clock.nowMs) ? "expired" : status,
          session.orgId === null ? "none" : (tables.organizations.get(session.orgId)?.name ?? session.orgId),
          time(session.createdAtMs),
          time(session.lastActiveAtMs),
          time(session.expireAtMs),
          id(session.id),
        ];
      }),
    empty: "Nobody has signed in yet.",
  });
}
