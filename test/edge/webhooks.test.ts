import { afterAll, beforeAll, expect, test } from "vitest";
import { ACME } from "#test/support/people.ts";
import { type Site, startSite, WEBHOOK_ENDPOINT } from "#test/support/site.ts";

let site: Site;
beforeAll(async () => void (site = await startSite()));
afterAll(() => site.dispose());

test("clerk-local's webhooks reach the site, once it is told of it", async () => {
  await site.clerk.renameOrganization({ orgId: ACME.id, name: "Acme Two" });
  await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
  await site.clerk.renameOrganization({ orgId: ACME.id, name: "Acme Three" });
  await site.clerk.deliverWebhooks();
  const sent = await site.clerk.webhooks();
  // The site's own answer to a POST from nowhere, at an address where nothing expects one.
  expect(sent.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([[], [403]]);
});
