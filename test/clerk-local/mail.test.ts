import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MILO } from "#test/support/people.ts";
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
});
