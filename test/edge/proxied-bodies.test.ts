import { afterAll, beforeAll, expect, test } from "vitest";
import { startSite, type Site } from "#test/support/site.ts";

const MEBIBYTE = 1024 * 1024;
const CLERKS_LONGEST = 10 * MEBIBYTE;

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.dispose());

/** A form of so many bytes to Clerk's proxy; what came of it, and how many calls reached Clerk. */
async function send(bytes: number) {
  await site.clerk.clearRequests();
  const body = new Uint8Array(bytes);
  const headers = { origin: site.origin, "content-type": "application/octet-stream" };
  const answer = await site.fetch("/__clerk/v1/client/sign_ins", { method: "POST", headers, body });
  return { status: answer.status, text: await answer.text(), calls: (await site.clerk.requests()).length };
}

test("what goes to Clerk may be as long as Clerk's own longest, and no longer", async () => {
  const passed = await send(CLERKS_LONGEST);
  expect(passed).toMatchObject({ calls: 1 });
  expect(passed.status).not.toBe(413);
  expect(await send(CLERKS_LONGEST + 1)).toEqual({
    status: 413,
    text: "That is more than can be sent at once.",
    calls: 0,
  });
});
