import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

const HOUR_SECONDS = 60 * 60;

function ask(secret: string) {
  const request = new Request(standIn.appOrigin, { headers: { authorization: `Bearer ${secret}` } });
  return standIn.sdk.authenticateRequest(request, { acceptsToken: "api_key" });
}

describe("an API key", () => {
  test("is made with a secret, which lists do not show", async () => {
    const { apiKeys } = standIn.sdk;
    const made = await apiKeys.create({
      name: "Nightly export",
      subject: ADA.id,
      description: "for the report",
      claims: { tier: "gold" },
      scopes: ["reports:read"],
      createdBy: MILO.id,
      secondsUntilExpiration: HOUR_SECONDS,
    });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^ak_[0-9a-f]{32}$/),
      type: "api_key",
      secret: expect.stringMatching(/^ak_\w{32}$/),
      subject: ADA.id,
      scopes: ["reports:read"],
      claims: { tier: "gold" },
      revoked: false,
      revocationReason: null,
      expired: false,
      expiration: made.createdAt + HOUR_SECONDS * 1000,
      createdBy: MILO.id,
      description: "for the report",
      lastUsedAt: null,
    });
    const { secret, ...shown } = made;
    const read = await apiKeys.get(made.id);
    expect(read).toMatchObject(shown);
    expect(read.secret).toBeUndefined();
    expect(await apiKeys.getSecret(made.id)).toEqual({ secret });
    const list = await apiKeys.list({ subject: ADA.id });
    expect(list).toMatchObject({ totalCount: 1, data: [{ id: made.id }] });
    expect(list.data[0]?.secret).toBeUndefined();
  });

  test("makes a request its subject's, a person's or an organization's", async () => {
    const { apiKeys } = standIn.sdk;
    const ofAda = await apiKeys.create({ name: "a", subject: ADA.id, scopes: ["x"], claims: { y: 1 } });
    const state = await ask(ofAda.secret ?? "");
    expect(state).toMatchObject({ status: "signed-in", tokenType: "api_key" });
    expect(state.toAuth()).toMatchObject({
      tokenType: "api_key",
      id: ofAda.id,
      name: "a",
      subject: ADA.id,
      userId: ADA.id,
      orgId: null,
      scopes: ["x"],
      claims: { y: 1 },
    });
    const ofAcme = await apiKeys.create({ name: "b", subject: ACME.id });
    const auth = (await ask(ofAcme.secret ?? "")).toAuth();
    expect(auth).toMatchObject({ subject: ACME.id, userId: null, orgId: ACME.id, claims: null });
    expect((await apiKeys.get(ofAda.id)).lastUsedAt).toBeGreaterThan(0);
  });

  test("changes in what the call names", async () => {
    const { apiKeys } = standIn.sdk;
    const made = await apiKeys.create({ name: "a", subject: ADA.id, scopes: ["x"], claims: { y: 1 } });
    const changed = await apiKeys.update({
      apiKeyId: made.id,
      subject: ADA.id,
      scopes: ["z"],
      secondsUntilExpiration: HOUR_SECONDS,
    });
    expect(changed).toMatchObject({ id: made.id, scopes: ["z"], claims: { y: 1 }, expired: false });
    expect(changed.expiration).toBe(changed.updatedAt + HOUR_SECONDS * 1000);
    const cleared = { apiKeyId: made.id, subject: ADA.id, claims: null, secondsUntilExpiration: null };
    expect(await apiKeys.update(cleared)).toMatchObject({ claims: null, expiration: null, scopes: ["z"] });
  });

  test("that is revoked, expired, deleted or unknown lets nobody in", async () => {
    const { apiKeys } = standIn.sdk;
    const params = { subject: ADA.id, secondsUntilExpiration: HOUR_SECONDS };
    const revoked = await apiKeys.create({ ...params, name: "revoked" });
    const deleted = await apiKeys.create({ ...params, name: "deleted" });
    const reason = { apiKeyId: revoked.id, revocationReason: "lost" };
    expect(await apiKeys.revoke(reason)).toMatchObject({ revoked: true, revocationReason: "lost" });
    expect(await apiKeys.delete(deleted.id)).toMatchObject({ id: deleted.id, deleted: true });
    const late = await apiKeys.create({ ...params, name: "late" });
    expect(await apiKeys.verify(late.secret ?? "")).toMatchObject({ id: late.id });
    await standIn.rpc.advanceClock(HOUR_SECONDS * 1000);
    for (const secret of [revoked.secret, deleted.secret, late.secret, "ak_unknown"]) {
      await expect(apiKeys.verify(secret ?? "")).rejects.toMatchObject({ status: 404 });
      const state = await ask(secret ?? "");
      expect(state).toMatchObject({ status: "signed-out", reason: "token-invalid" });
    }
    expect((await apiKeys.list({ subject: ADA.id })).totalCount).toBe(0);
    const all = await apiKeys.list({ subject: ADA.id, includeInvalid: true });
    expect(all.data).toMatchObject([
      { id: late.id, expired: true, revoked: false },
      { id: revoked.id, revoked: true },
    ]);
    await expect(apiKeys.get(deleted.id)).rejects.toMatchObject({ status: 404 });
  });

  test("goes with its subject", async () => {
    const { apiKeys, users, organizations } = standIn.sdk;
    const ofMilo = await apiKeys.create({ name: "a", subject: MILO.id });
    const ofAcme = await apiKeys.create({ name: "b", subject: ACME.id });
    await users.deleteUser(MILO.id);
    await organizations.deleteOrganization(ACME.id);
    expect(await ask(ofMilo.secret ?? "")).toMatchObject({ status: "signed-out" });
    expect(await ask(ofAcme.secret ?? "")).toMatchObject({ status: "signed-out" });
  });

  test("is not made without a name or for a stranger, nor of wrong types", async () => {
    const { apiKeys } = standIn.sdk;
    const scopes = "not a list" as unknown as string[];
    for (const params of [
      { name: "", subject: ADA.id },
      { name: "a", subject: "user_unknown" },
      { name: "a", subject: ADA.id, scopes },
    ]) {
      await expect(apiKeys.create(params)).rejects.toMatchObject({
        status: 400,
        errors: [{ code: "bad_request" }],
      });
    }
  });
});
