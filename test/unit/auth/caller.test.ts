import { expect, test } from "vitest";
import { homePath, type Session } from "#src/auth/caller.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";

// Ids of the right shape.
const userId = "user_ada" as UserId;
const orgId = "org_acme" as OrgId;

test("work is at the active organization's dashboard, or where one is chosen", () => {
  const tenant = { orgId, orgSlug: "acme", userId, role: "org:member", permissions: [] } as const;
  const sessions: Session[] = [
    { kind: "member", userId, tenant },
    { kind: "member", userId, tenant: { ...tenant, orgSlug: null } },
    { kind: "person", userId },
    { kind: "pending", userId },
    { kind: "anonymous" },
  ];
  expect(sessions.map(homePath)).toEqual([
    "/orgs/acme/dashboard",
    "/orgs/org_acme/dashboard",
    "/me",
    "/me",
    null,
  ]);
});
