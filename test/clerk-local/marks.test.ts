import { afterAll, beforeAll, expect, test } from "vitest";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { browserFor } from "./browser.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("live")));
afterAll(() => standIn.stop());

test("a mark can be gone back to, as often as one likes", async () => {
  const browser = await browserFor(standIn, { userId: ADA.id, orgId: ACME.id });
  const sessionId = browser.sessionId ?? "";
  await standIn.rpc.mark();
  for (const turn of ["once", "twice"]) {
    await standIn.rpc.removeMember({ orgId: ACME.id, userId: MILO.id });
    await standIn.rpc.revokeSession(sessionId);
    await standIn.rpc.createOrganization({ name: "Later", slug: "later", createdBy: ADA.id });
    await standIn.rpc.goBack();
    const members = await standIn.sdk.organizations.getOrganizationMembershipList({
      organizationId: ACME.id,
    });
    expect(members.totalCount, turn).toBe(2);
    expect(await standIn.sdk.sessions.getSession(sessionId), turn).toMatchObject({
      status: "active",
      lastActiveOrganizationId: ACME.id,
    });
    await expect(standIn.sdk.organizations.getOrganization({ slug: "later" })).rejects.toMatchObject({
      status: 404,
    });
  }
});
