import { expect, test } from "vitest";
import { ACME, ADA } from "#test/support/people.ts";
import { asPerson } from "#test/support/requests.ts";
import { startSite } from "#test/support/site.ts";

test("what goes wrong is in the log under the id that the page names", async () => {
  const site = await startSite();
  try {
    const headers = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
    await site.fetch("/orgs/acme/dashboard", { headers });
    expect(site.log).toEqual([]);
    await site.database.prepare("drop table tasks").run();
    const response = await site.fetch("/orgs/acme/dashboard", { headers });
    const requestId = response.headers.get("x-request-id") ?? "";
    expect([response.status, requestId.length]).toEqual([500, 36]);
    expect(await response.text()).toContain(requestId);
    await expect.poll(() => site.log.join("\n")).toContain(requestId);
  } finally {
    await site.dispose();
  }
});
