import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, MILO } from "#test/support/people.ts";
import { Browser } from "./browser.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

async function askForCode(email: string): Promise<void> {
  const browser = new Browser(standIn);
  await browser.boot();
  await browser.call("POST", "/client/sign_ins", { identifier: email, strategy: "email_code" });
}

describe("the outbox", () => {
  test("holds every code, newest first, and the terminal shows it", async () => {
    await askForCode(MILO.email);
    await askForCode(MILO.email);
    const [last, first, ...others] = await standIn.rpc.mail();
    expect(others).toEqual([]);
    expect(last).toMatchObject({
      to: MILO.email,
      kind: "verification_code",
      code: await standIn.rpc.lastCodeFor(MILO.email),
      link: null,
    });
    expect(last?.text).toContain(last?.code);
    expect(first?.code).toMatch(/^\d{6}$/);
    expect(standIn.printed()).toContain(`the code for ${MILO.email} is ${last?.code ?? ""}`);
  });

  test("is read for one address, however that is written", async () => {
    await askForCode(MILO.email);
    expect(await standIn.rpc.mail({ to: MILO.email.toUpperCase() })).toHaveLength(1);
    expect(await standIn.rpc.mail({ to: "nobody@nowhere.example" })).toEqual([]);
  });

  test("forgets what is older than the last five hundred", async () => {
    const callsPerHour = { organizationInvitationBulk: null };
    await standIn.rpc.configure({ maxAllowedMemberships: 0, callsPerHour });
    await askForCode(MILO.email);
    for (let call = 0; call < 50; call += 1) {
      const ten = Array.from({ length: 10 }, (_, index) => ({
        emailAddress: `p${call * 10 + index}@new.example`,
        role: "org:member" as const,
      }));
      await standIn.sdk.organizations.createOrganizationInvitationBulk(ACME.id, ten);
    }
    const mails = await standIn.rpc.mail();
    expect(mails).toHaveLength(500);
    expect([mails.at(0)?.to, mails.at(-1)?.to]).toEqual(["p499@new.example", "p0@new.example"]);
  });
});
