import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ROUTES } from "#clerk-local/routes/table.ts";
import { SESSION_TTL_MS } from "#clerk-local/rules/sessions.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { SECRET_KEY, type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

async function ask(method: string, path: string) {
  const response = await fetch(`${standIn.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${SECRET_KEY}` },
    ...(method !== "GET" && { body: "{}" }),
  });
  return { response, json: await response.json<Record<string, unknown>>() };
}

describe("an answer of the Backend API", () => {
  test.each(ROUTES.backend)("says exactly application/json: $method $path", async ({ method, path }) => {
    // Found and not found alike: the SDK takes any other type for text and hands it out as the result.
    const filled = path.replace(":user", MILO.id).replace(":id", path.includes("/users/") ? ADA.id : ACME.id);
    const { response } = await ask(method, filled);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.status).toBeLessThan(500);
  });

  test("that lists is a page with the count of all, or for people an array", async () => {
    const { sessionId } = await standIn.rpc.sessionFor({ userId: ADA.id });
    const data = [expect.objectContaining({ object: expect.any(String) })];
    const lists = [
      ["/v1/organizations?limit=1", 2],
      [`/v1/organizations/${ACME.id}/memberships?limit=1`, 2],
      [`/v1/users/${ADA.id}/organization_memberships?limit=1`, 2],
      [`/v1/sessions?user_id=${ADA.id}&limit=1`, 1],
    ] as const;
    for (const [path, count] of lists) {
      expect((await ask("GET", path)).json).toEqual({ data, total_count: count });
    }
    expect((await ask("GET", "/v1/users?limit=1")).json).toEqual(data);
    expect((await ask("GET", `/v1/sessions/${sessionId}`)).json).toMatchObject({ id: sessionId });
  });

  test("counts time in milliseconds", async () => {
    const { sessionId } = await standIn.rpc.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const { json: session } = await ask("GET", `/v1/sessions/${sessionId}`);
    const createdAtMs = Number(session["created_at"]);
    expect(Math.abs(Date.now() - createdAtMs)).toBeLessThan(60_000);
    expect(session["expire_at"]).toBe(createdAtMs + SESSION_TTL_MS);
    expect((await ask("GET", `/v1/organizations/${ACME.id}`)).json["created_at"]).toBe(ACME.createdAtMs);
    expect((await ask("GET", `/v1/users/${ADA.id}`)).json["created_at"]).toBe(ADA.createdAtMs);
  });

  test("that refuses is Clerk's envelope", async () => {
    for (const path of ["/v1/users/user_unknown", "/v1/users/%E0%A4"]) {
      const { response, json } = await ask("GET", path);
      expect(response.status).toBe(404);
      const message = expect.any(String);
      expect(json).toEqual({
        errors: [{ code: "resource_not_found", message, long_message: message, meta: {} }],
        clerk_trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
  });
});

test("a person's address is a verified one", async () => {
  const { primaryEmailAddress } = await standIn.sdk.users.getUser(ADA.id);
  expect(primaryEmailAddress).toMatchObject({
    emailAddress: ADA.email,
    verification: { status: "verified", strategy: "email_code" },
  });
});

test("a session that has run out is shown as expired, alone and in lists", async () => {
  const { sessionId } = await standIn.rpc.sessionFor({ userId: ADA.id });
  await standIn.rpc.advanceClock(SESSION_TTL_MS);
  expect(await standIn.sdk.sessions.getSession(sessionId)).toMatchObject({ status: "expired" });
  const { data } = await standIn.sdk.sessions.getSessionList({ userId: ADA.id, status: "expired" });
  expect(data.map(({ id }) => id)).toEqual([sessionId]);
});

test.each(["ak_invented", "oat_invented", "mt_invented"])(
  "the token %s belongs to no machine",
  async (token) => {
    const request = new Request(standIn.appOrigin, { headers: { authorization: `Bearer ${token}` } });
    const state = await standIn.sdk.authenticateRequest(request, { acceptsToken: "any" });
    expect(state).toMatchObject({ status: "signed-out", reason: "token-invalid" });
  },
);
