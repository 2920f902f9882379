import { createClerkClient, type Machine } from "@clerk/backend";
import { decodeJwt } from "@clerk/backend/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CAST } from "#clerk-local/seed.ts";
import { JWT_KEY, type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

const HOUR_MS = 60 * 60 * 1000;

/** The SDK as a machine runs it: with its own key and no other. */
function sdkOf(machineSecretKey = "") {
  return createClerkClient({ machineSecretKey, apiUrl: standIn.url, telemetry: { disabled: true } });
}

/** A worker that may call an API. */
async function workerAndApi() {
  const { machines } = standIn.sdk;
  const api = await machines.create({ name: "api" });
  const worker = await machines.create({ name: "worker", scopedMachines: [api.id] });
  return { api, worker };
}

function ask(token: string, machine: Machine) {
  const request = new Request(standIn.appOrigin, { headers: { authorization: `Bearer ${token}` } });
  const machineSecretKey = machine.secretKey ?? "";
  return standIn.sdk.authenticateRequest(request, { acceptsToken: "m2m_token", machineSecretKey });
}

describe("a machine", () => {
  test("is made with a key, and read, listed, changed and deleted without it", async () => {
    const { machines } = standIn.sdk;
    const { api, worker } = await workerAndApi();
    expect(worker).toMatchObject({
      id: expect.stringMatching(/^mch_2\w{26}$/),
      name: "worker",
      instanceId: expect.stringMatching(/^ins_/),
      secretKey: expect.stringMatching(/^ak_/),
      defaultTokenTtl: 3600,
      scopedMachines: [{ id: api.id, name: "api", scopedMachines: [] }],
    });
    const { secretKey, ...shown } = worker;
    const read = await machines.get(worker.id);
    expect(read).toMatchObject(shown);
    expect(read.secretKey).toBeUndefined();
    expect((await machines.getSecretKey(worker.id)).secret).toBe(secretKey);
    expect(await machines.list({ orderBy: "name" })).toMatchObject({
      totalCount: 2 + CAST.machines.length,
      data: [{ id: api.id }, ...CAST.machines.map(({ id }) => ({ id })), { id: worker.id }],
    });
    expect((await machines.list({ query: "WORK" })).data).toMatchObject([{ id: worker.id }]);
    const changed = await machines.update({ machineId: api.id, name: "api-2", defaultTokenTtl: 60 });
    expect(changed).toMatchObject({ id: api.id, name: "api-2", defaultTokenTtl: 60 });
    expect(await machines.delete(api.id)).toMatchObject({ id: api.id, deleted: true });
    expect((await machines.get(worker.id)).scopedMachines).toEqual([]);
    await expect(machines.get(api.id)).rejects.toMatchObject({ status: 404 });
  });

  test("may be let in to another, and kept out again", async () => {
    const { machines } = standIn.sdk;
    const { api, worker } = await workerAndApi();
    const scope = await machines.createScope(api.id, worker.id);
    expect(scope).toMatchObject({ fromMachineId: api.id, toMachineId: worker.id });
    await expect(machines.createScope(api.id, worker.id)).rejects.toMatchObject({ status: 409 });
    await machines.deleteScope(api.id, worker.id);
    expect((await machines.get(api.id)).scopedMachines).toEqual([]);
    await expect(machines.deleteScope(api.id, worker.id)).rejects.toMatchObject({ status: 404 });
    await expect(machines.createScope(api.id, "mch_unknown")).rejects.toMatchObject({ status: 404 });
  });

  test("may get a new key, the old one good for a while yet", async () => {
    const { machines } = standIn.sdk;
    const { worker } = await workerAndApi();
    const rotated = await machines.rotateSecretKey({ machineId: worker.id, previousTokenTtl: 60 });
    await sdkOf(worker.secretKey).m2m.createToken();
    await sdkOf(rotated.secret).m2m.createToken();
    await standIn.rpc.advanceClock(60_000);
    await expect(sdkOf(worker.secretKey).m2m.createToken()).rejects.toMatchObject({ status: 401 });
    await sdkOf(rotated.secret).m2m.createToken();
    const tooLong = machines.rotateSecretKey({ machineId: worker.id, previousTokenTtl: 28_801 });
    await expect(tooLong).rejects.toMatchObject({ status: 422 });
  });
});

describe("a machine's token", () => {
  test("is for the machines that it may call", async () => {
    const { api, worker } = await workerAndApi();
    const made = await sdkOf(worker.secretKey).m2m.createToken({ claims: { job: 7 } });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^mt_[0-9a-f]{32}$/),
      token: expect.stringMatching(/^mt_\w{32}$/),
      subject: worker.id,
      scopes: [api.id],
      claims: { job: 7 },
      revoked: false,
      expired: false,
      expiration: made.createdAt + HOUR_MS,
    });
    const token = made.token ?? "";
    const state = await ask(token, api);
    expect(state).toMatchObject({ status: "signed-in", tokenType: "m2m_token" });
    expect(state.toAuth()).toMatchObject({
      tokenType: "m2m_token",
      id: made.id,
      subject: worker.id,
      machineId: worker.id,
      scopes: [api.id],
      claims: { job: 7 },
    });
    expect(await ask(token, worker)).toMatchObject({ status: "signed-out", reason: "token-invalid" });
    expect(await standIn.sdk.m2m.verify({ token })).toMatchObject({ id: made.id, subject: worker.id });
  });

  test("is made with a machine's key alone", async () => {
    await expect(standIn.sdk.m2m.createToken()).rejects.toMatchObject({ status: 401 });
    await expect(sdkOf("ak_unknown").m2m.createToken()).rejects.toMatchObject({ status: 401 });
    const { worker } = await workerAndApi();
    const response = await fetch(`${standIn.url}/v1/users`, {
      headers: { authorization: `Bearer ${worker.secretKey}` },
    });
    expect(response.status).toBe(401);
  });

  test("that is revoked, expired or unknown lets nobody in", async () => {
    const { api, worker } = await workerAndApi();
    const { m2m } = sdkOf(worker.secretKey);
    const revoked = await m2m.createToken();
    const late = await m2m.createToken({ secondsUntilExpiration: 60 });
    const lost = { m2mTokenId: revoked.id, revocationReason: "lost" };
    await expect(sdkOf(api.secretKey).m2m.revokeToken(lost)).rejects.toMatchObject({ status: 404 });
    expect(await m2m.revokeToken(lost)).toMatchObject({ revoked: true, revocationReason: "lost" });
    await standIn.rpc.advanceClock(60_000);
    for (const token of [revoked.token, late.token, "mt_unknown"]) {
      expect(await ask(token ?? "", api)).toMatchObject({ status: "signed-out", reason: "token-invalid" });
      await expect(m2m.verify({ token: token ?? "" })).rejects.toMatchObject({ status: 404 });
    }
    const good = await m2m.createToken();
    const ids = async (params: { revoked?: boolean; expired?: boolean }) => {
      const { data, totalCount } = await m2m.list({ subject: worker.id, ...params });
      expect(totalCount).toBe(data.length);
      return data.map(({ id }) => id);
    };
    expect(await ids({})).toEqual([good.id]);
    expect(await ids({ revoked: true })).toEqual([good.id, revoked.id]);
    expect(await ids({ expired: true })).toEqual([good.id, late.id]);
    await expect(m2m.list({ subject: api.id })).rejects.toMatchObject({ status: 403 });
  });

  test("is handed out again where the call allows it", async () => {
    const { worker } = await workerAndApi();
    const { m2m } = sdkOf(worker.secretKey);
    const first = await m2m.createToken({ claims: { job: 7 } });
    const again = { claims: { job: 7 }, minRemainingTtlSeconds: 1800 };
    expect(await m2m.createToken(again)).toMatchObject({ id: first.id, token: first.token });
    expect((await m2m.createToken({ ...again, claims: { job: 8 } })).id).not.toBe(first.id);
    await standIn.rpc.advanceClock(HOUR_MS / 2 + 1);
    expect((await m2m.createToken(again)).id).not.toBe(first.id);
    await expect(m2m.createToken({ minRemainingTtlSeconds: 3600 })).rejects.toMatchObject({ status: 400 });
  });

  test("may be a JWT, which is verified without Clerk", async () => {
    const { worker } = await workerAndApi();
    const { m2m } = sdkOf(worker.secretKey);
    const made = await m2m.createToken({
      tokenFormat: "jwt",
      claims: { job: 7 },
      secondsUntilExpiration: 60,
    });
    const { header, payload } = decodeJwt(made.token ?? "");
    expect(header).toMatchObject({ cat: "cl_B7d4PD333AAA" });
    expect(payload).toMatchObject({ sub: worker.id, jti: made.id, job: 7, iss: standIn.issuer });
    await standIn.rpc.clearRequests();
    const headers = { authorization: `Bearer ${made.token}` };
    const state = await standIn.sdk.authenticateRequest(new Request(standIn.appOrigin, { headers }), {
      acceptsToken: "any",
      jwtKey: JWT_KEY,
    });
    expect(state.toAuth()).toMatchObject({ tokenType: "m2m_token", subject: worker.id, claims: { job: 7 } });
    expect(await standIn.rpc.requests()).toEqual([]);
    expect((await m2m.list({ subject: worker.id })).totalCount).toBe(0);
  });
});
